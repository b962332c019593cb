import argparse
from contextlib import ExitStack, contextmanager

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def mlp(before, after, rate):
    return nn.Sequential(nn.Linear(before, 32), nn.ReLU(), nn.Dropout(rate), nn.Linear(32, after))


@contextmanager
def quiet(*nets):
    modes = [net.training for net in nets]
    try:
        for net in nets:
            net.eval()
        yield
    finally:
        for net, mode in zip(nets, modes):
            net.train(mode)


class Translator:
    def __init__(self, rate):
        self.encoder, self.decoder = mlp(10, 16, rate), mlp(16, 10, rate)
        self.solver = torch.optim.Adam([*self.encoder.parameters(), *self.decoder.parameters()])

    def train_mode(self):
        self.encoder.train()
        self.decoder.train()

    def eval_mode(self):
        self.encoder.eval()
        self.decoder.eval()

    def loss(self, x, y):
        return F.mse_loss(self.decoder(self.encoder(x)), y)

    def score(self, feed):
        self.eval_mode()
        with torch.no_grad():
            total = sum(self.loss(x, y).item() for x, y in feed)
        self.train_mode()
        return total

    def show(self, x):
        with quiet(self.encoder, self.decoder), torch.no_grad():
            print(self.decoder(self.encoder(x)))

    def fit(self, feed, epochs):
        self.train_mode()
        for _ in range(epochs):
            for x, y in feed:
                self.solver.zero_grad()
                self.loss(x, y).backward()
                self.solver.step()
            print(self.score(feed))
            self.show(torch.zeros(1, 10))
            with ExitStack() as stack:
                stack.enter_context(quiet(self.encoder, self.decoder))
                stack.enter_context(torch.no_grad())
                print(self.encoder(torch.zeros(1, 10)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=0.1)
    rows = TensorDataset(torch.randn(80, 10), torch.randn(80, 10))
    Translator(parser.parse_args().rate).fit(DataLoader(rows, batch_size=8), 5)
