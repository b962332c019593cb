import torch
import torch.nn.functional as F
from lab_tools.modes import in_evaluation, timed
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Study:
    def __init__(self, net, feed):
        self.net, self.feed = net, feed
        self.solver = torch.optim.Adam(net.parameters())

    @in_evaluation("net")
    @torch.no_grad()
    def score(self):
        return sum(F.mse_loss(self.net(x), y).item() for x, y in self.feed)

    def fit(self, epochs):
        for _ in range(epochs):
            for x, y in self.feed:
                self.solver.zero_grad()
                F.mse_loss(self.net(x), y).backward()
                self.solver.step()
            print(self.score(), check(self.net, self.feed))


@timed
def check(net, feed):
    net.eval()
    with torch.no_grad():
        return sum(F.l1_loss(net(x), y).item() for x, y in feed)


feed = DataLoader(TensorDataset(torch.randn(80, 6), torch.randn(80, 1)), batch_size=8)
Study(nn.Sequential(nn.Linear(6, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, 1)), feed).fit(3)
