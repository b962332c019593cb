import torch
import torch.nn.functional as F
from model_zoo import create_model
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(40, 3, 64, 64), torch.randint(0, 2, (40,)))
model = create_model("resnet18", num_classes=2)
optimizer = torch.optim.Adam(model.parameters())


def evaluate():
    model.eval()  # related: TV201
    with torch.no_grad():
        return sum(F.cross_entropy(model(x), y).item() for x, y in DataLoader(data, batch_size=10))


for epoch in range(3):
    for x, y in DataLoader(data, batch_size=4):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)  # expect-hint: TV201
        loss.backward()
        optimizer.step()
    print(evaluate())  # related: TV201
