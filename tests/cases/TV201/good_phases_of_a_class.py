import argparse
from enum import Enum

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Phase(Enum):
    FIT = "fit"
    CHECK = "check"


class Experiment:
    def __init__(self, options):
        self.net = nn.Sequential(nn.Linear(9, 30), nn.BatchNorm1d(30), nn.ReLU(), nn.Dropout(0.2), nn.Linear(30, 3))
        rows = TensorDataset(torch.randn(90, 9), torch.randint(0, 3, (90,)))
        self.feeds = {phase: DataLoader(rows, batch_size=options.batch) for phase in Phase}
        self.solver = torch.optim.AdamW(self.net.parameters())
        self.measure = nn.CrossEntropyLoss()

    def go_through(self, phase):
        self.net.train(phase is Phase.FIT)
        for x, y in self.feeds[phase]:
            with torch.set_grad_enabled(phase is Phase.FIT):
                loss = self.measure(self.net(x), y)
            if phase is Phase.FIT:
                self.solver.zero_grad()
                loss.backward()
                self.solver.step()

    def one(self, feed, is_train=True):
        if is_train:
            self.net.train(True)
        else:
            self.net.train(False)
        for x, y in feed:
            loss = self.measure(self.net(x), y)
            if is_train:
                self.solver.zero_grad()
                loss.backward()
                self.solver.step()

    def run(self, epochs):
        for _ in range(epochs):
            for phase in Phase:
                self.go_through(phase)
            self.one(self.feeds[Phase.FIT])
            with torch.no_grad():
                self.one(self.feeds[Phase.CHECK], is_train=False)
            for split, feed in (("train", self.feeds[Phase.FIT]), ("val", self.feeds[Phase.CHECK])):
                self.net.train() if split == "train" else self.net.eval()
                for x, y in feed:
                    self.solver.zero_grad()
                    loss = self.measure(self.net(x), y)
                    if split == "train":
                        loss.backward()
                        self.solver.step()


parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=10)
Experiment(parser.parse_args()).run(5)
