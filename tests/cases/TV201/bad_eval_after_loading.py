import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def build(path):
    network = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.25), nn.Linear(64, 8))
    network.load_state_dict(torch.load(path))
    network.eval()  # related: TV201
    return network


def finetune(network, loader, steps):
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4)
    for _ in range(steps):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(network(x), y)  # expect: TV201
            loss.backward()
            optimizer.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("--steps", type=int, default=100)
    args = parser.parse_args()
    data = TensorDataset(torch.randn(64, 16), torch.randint(0, 8, (64,)))
    finetune(build(args.checkpoint), DataLoader(data, batch_size=8), args.steps)  # related: TV201
