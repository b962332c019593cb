import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.drop = nn.Dropout2d(0.25)
        self.last = nn.Linear(8, 10)

    def forward(self, x):
        return self.last(self.drop(F.relu(self.conv(x))).mean(dim=(2, 3)))


def validate(net, loader):
    correct = 0
    with torch.no_grad():
        for images, labels in loader:
            scores = net(images)  # expect: TV202
            correct += (scores.argmax(1) == labels).sum().item()
    return correct / len(loader.dataset)


def main():
    pictures = TensorDataset(torch.rand(128, 1, 28, 28), torch.randint(0, 10, (128,)))
    net = Net()  # related: TV202
    optimizer = torch.optim.Adam(net.parameters())
    for epoch in range(10):
        for images, labels in DataLoader(pictures, batch_size=16, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(net(images), labels).backward()
            optimizer.step()
        print(epoch, validate(net, DataLoader(pictures, batch_size=64)))


main()
