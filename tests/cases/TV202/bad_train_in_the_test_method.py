import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Classification:
    def __init__(self, net, fit_feed, test_feed):
        self.net = net
        self.feeds = {"fit": fit_feed, "test": test_feed}
        self.solver = torch.optim.SGD(net.parameters(), lr=0.05)

    def fit(self):
        self.net.train()
        for x, y in self.feeds["fit"]:
            self.solver.zero_grad()
            F.cross_entropy(self.net(x), y).backward()
            self.solver.step()

    @torch.no_grad()
    def test(self):
        self.net.train()  # related: TV202
        right = total = 0
        for x, y in self.feeds["test"]:
            right += (self.net(x).argmax(1) == y).sum().item()  # expect: TV202
            total += len(y)
        return right / total


rows = TensorDataset(torch.randn(100, 8), torch.randint(0, 2, (100,)))
net = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
work = Classification(net, DataLoader(rows, batch_size=10), DataLoader(rows, batch_size=50))
for epoch in range(5):
    work.fit()
    print(work.test())
