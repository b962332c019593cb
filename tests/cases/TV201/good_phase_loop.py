import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_model(model, loaders, criterion, optimizer, num_epochs=25):
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            correct = 0
            for inputs, labels in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    _, preds = torch.max(outputs, 1)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                correct += torch.sum(preds == labels.data)
            print(phase, correct)


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
train_model(
    net,
    {"train": DataLoader(data, batch_size=10), "val": DataLoader(data, batch_size=40)},
    nn.CrossEntropyLoss(),
    torch.optim.SGD(net.parameters(), lr=0.01),
)
