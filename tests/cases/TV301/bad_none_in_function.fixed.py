import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def make_batches():
    rows = TensorDataset(torch.randn(640, 12), torch.randint(0, 4, (640,)))
    return DataLoader(rows, batch_size=64, shuffle=True)


def fit(net, batches, opt, criterion):
    total = 0.0
    for x, y in batches:
        loss = criterion(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    return total / len(batches)


def main():
    net = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 4))
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
    for epoch in range(5):
        print(epoch, fit(net, make_batches(), opt, nn.CrossEntropyLoss()))


if __name__ == "__main__":
    main()
