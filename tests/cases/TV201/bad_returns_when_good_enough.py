import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class EarlyStop:
    def __init__(self, net, feed, patience):
        self.net, self.feed = net, feed
        self.best, self.waited, self.patience = float("inf"), 0, patience

    def should_stop(self):
        self.net.eval()  # related: TV201
        with torch.no_grad():
            loss = sum(F.cross_entropy(self.net(x), y).item() for x, y in self.feed)
        if loss < self.best:
            self.best, self.waited = loss, 0
            return False
        self.waited += 1
        self.net.train()
        return self.waited > self.patience


rows = TensorDataset(torch.randn(150, 9), torch.randint(0, 3, (150,)))
net = nn.Sequential(nn.Linear(9, 27), nn.LeakyReLU(), nn.Dropout(0.3), nn.Linear(27, 3))
solver = torch.optim.Adam(net.parameters())
stop = EarlyStop(net, DataLoader(rows, batch_size=50), patience=3)
net.train()  # related: TV201
while not stop.should_stop():  # related: TV201
    for x, y in DataLoader(rows, batch_size=10, shuffle=True):
        solver.zero_grad()
        F.cross_entropy(net(x), y).backward()  # expect: TV201
        solver.step()
