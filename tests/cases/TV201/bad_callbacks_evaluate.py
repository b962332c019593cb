import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Callback:
    def after_epoch(self, run):
        pass


class Printer(Callback):
    def after_epoch(self, run):
        print(run.epoch)


class HeldOut(Callback):
    def __init__(self, feed):
        self.feed = feed

    def after_epoch(self, run):
        run.net.eval()  # related: TV201
        with torch.no_grad():
            print(sum(F.mse_loss(run.net(x), y).item() for x, y in self.feed))


class Run:
    def __init__(self, net, feed, callbacks):
        self.net, self.feed, self.callbacks = net, feed, callbacks
        self.solver = torch.optim.Adam(net.parameters())
        self.epoch = 0

    def start(self, epochs):
        for self.epoch in range(epochs):
            for x, y in self.feed:
                self.solver.zero_grad()
                F.mse_loss(self.net(x), y).backward()  # expect: TV201
                self.solver.step()
            for callback in self.callbacks:
                callback.after_epoch(self)  # related: TV201


rows = TensorDataset(torch.randn(120, 5), torch.randn(120, 1))
net = nn.Sequential(nn.Linear(5, 30), nn.BatchNorm1d(30), nn.Tanh(), nn.Linear(30, 1))
Run(net, DataLoader(rows, batch_size=12), [Printer(), HeldOut(DataLoader(rows, batch_size=60))]).start(40)
