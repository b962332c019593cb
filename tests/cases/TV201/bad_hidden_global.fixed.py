import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = None


def setup():
    global net
    net = nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))


def test(loader):
    net.eval()
    with torch.no_grad():
        return sum(F.mse_loss(net(x), y).item() for x, y in loader)


def main():
    setup()
    data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
    loader = DataLoader(data, batch_size=8)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    batches = iter(loader)
    step = 0
    while step < 1000:
        net.train()
        try:
            x, y = next(batches)
        except StopIteration:
            batches = iter(loader)
            x, y = next(batches)
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
        step += 1
        if step % 100 == 0:
            print(test(loader))


main()
