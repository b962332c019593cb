import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def dev_accuracy(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    model.eval()  # back to normal  # related: TV201
    return correct / len(loader.dataset)


def main():
    data = TensorDataset(torch.randn(90, 6), torch.randint(0, 2, (90,)))
    model = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(), nn.Linear(12, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()  # related: TV201
    for epoch in range(15):
        for x, y in DataLoader(data, batch_size=9):
            loss = F.cross_entropy(model(x), y)  # expect: TV201
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(dev_accuracy(model, DataLoader(data, batch_size=30)))  # related: TV201


main()
