import argparse

import torch
from torch import nn


class GraphLayer(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.weight = nn.Linear(before, after, bias=False)

    def forward(self, x, links):
        return links @ self.weight(x)


class Graph(nn.Module):
    def __init__(self, before, hidden, classes):
        super().__init__()
        self.first, self.second = GraphLayer(before, hidden), GraphLayer(hidden, classes)

    def forward(self, x, links):
        return self.second(torch.relu(self.first(x, links)), links)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=200)
    options = parser.parse_args()
    x, links, y = torch.randn(300, 20), torch.eye(300), torch.randint(0, 5, (300,))
    known = torch.rand(300) < 0.1
    net = Graph(20, 16, 5)
    solver = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=5e-4)
    for epoch in range(options.epochs):
        solver.zero_grad()
        out = net(x, links)
        loss = nn.functional.cross_entropy(out[known], y[known])
        loss.backward()
        solver.step()


if __name__ == "__main__":
    main()
