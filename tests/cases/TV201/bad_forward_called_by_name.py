import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def fit(model, trainloader, valloader, criterion, optimizer, epochs):
    model.train()  # related: TV201
    for epoch in range(epochs):
        for images, labels in trainloader:
            log_probs = model.forward(images)  # expect: TV201
            optimizer.zero_grad()
            criterion(log_probs, labels).backward()
            optimizer.step()
        else:
            model.eval()  # related: TV201
            with torch.no_grad():
                for images, labels in valloader:
                    print(criterion(model.forward(images), labels).item())


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 3, (80,)))
model = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.2), nn.Linear(20, 3), nn.LogSoftmax(dim=1))
optimizer = torch.optim.Adam(model.parameters())
fit(model, DataLoader(data, batch_size=8), DataLoader(data, batch_size=40), nn.NLLLoss(), optimizer, 5)
