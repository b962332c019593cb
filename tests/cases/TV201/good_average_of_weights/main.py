import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.swa_utils import AveragedModel, SWALR
from torch.utils.data import DataLoader, TensorDataset

from average import Average


def test(net, feed):
    net.eval()
    with torch.no_grad():
        return sum(F.cross_entropy(net(x), y).item() for x, y in feed)


def main():
    rows = TensorDataset(torch.randn(90, 7), torch.randint(0, 3, (90,)))
    feed = DataLoader(rows, batch_size=9)
    net = nn.Sequential(nn.Linear(7, 21), nn.BatchNorm1d(21), nn.ReLU(), nn.Dropout(0.1), nn.Linear(21, 3))
    solver = torch.optim.SGD(net.parameters(), lr=0.1)
    average, swa = Average(net), AveragedModel(net)
    schedule = SWALR(solver, swa_lr=0.05)
    for epoch in range(8):
        for x, y in feed:
            solver.zero_grad()
            F.cross_entropy(net(x), y).backward()
            solver.step()
            average.update(net)
        swa.update_parameters(net)
        schedule.step()
        print(test(average.module, feed), test(swa, feed))


if __name__ == "__main__":
    main()
