import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Runner:
    def __init__(self, options):
        self.net = nn.Linear(6, 2)
        self.solver = torch.optim.SGD(self.net.parameters(), lr=options.rate)
        self.feed = DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 2, (60,))), batch_size=6)

    def loss(self, x, y):
        return nn.functional.cross_entropy(self.net(x), y)

    def cleaned_last(self):
        for x, y in self.feed:
            self.loss(x, y).backward()
            self.solver.step()
            self.solver.zero_grad()

    def cleaned_first(self):
        self.solver.zero_grad()
        for number, (x, y) in enumerate(self.feed):
            if number:
                self.solver.zero_grad()
            self.loss(x, y).backward()
            self.solver.step()

    def cleaned_between(self):
        for x, y in self.feed:
            loss = self.loss(x, y)
            self.clean()
            loss.backward()
            self.solver.step()

    def clean(self):
        self.solver.zero_grad()

    def run(self):
        self.cleaned_last()
        self.cleaned_first()
        self.cleaned_between()


parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, default=0.1)
Runner(parser.parse_args()).run()
