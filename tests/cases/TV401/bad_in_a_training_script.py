"""Fine-tunes a small classifier of pictures."""

import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Pictures(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.last = nn.Linear(16, classes)

    def forward(self, x):
        return self.last(self.body(x))


def train(net, feed, solver, weights):
    for images, labels in feed:
        scores = net(images)
        loss = F.cross_entropy(input=F.softmax(scores, dim=1), target=labels, weight=weights)  # expect: TV401
        solver.zero_grad()
        loss.backward()
        solver.step()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    net = Pictures(options.classes)
    solver = torch.optim.AdamW(net.parameters())
    data = TensorDataset(torch.rand(64, 3, 16, 16), torch.randint(0, options.classes, (64,)))
    for _ in range(options.epochs):
        train(net, DataLoader(data, batch_size=8), solver, torch.ones(options.classes))


if __name__ == "__main__":
    main()
