import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()


def run_epoch(loader, learning):
    net.train(learning)
    total = 0.0
    with torch.set_grad_enabled(learning):
        for x, y in loader:
            loss = criterion(net(x), y)
            total += loss.item()
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    return total


def run_split(loader, split):
    net.train(split == "train")
    for x, y in loader:
        loss = criterion(net(x), y)
        if split == "train":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


for epoch in range(10):
    print(run_epoch(DataLoader(data, batch_size=10), True), run_epoch(DataLoader(data, batch_size=40), False))
for split in open("splits.txt"):
    run_split(DataLoader(data, batch_size=10), split.strip())
