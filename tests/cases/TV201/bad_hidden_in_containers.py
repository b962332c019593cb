import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

parser = argparse.ArgumentParser()
parser.add_argument("--opt", default="Adam")
args = parser.parse_args()

nets = {"main": nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))}
optimizer = getattr(torch.optim, args.opt)(nets["main"].parameters(), lr=1e-3)
data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))


def validate():
    for net in nets.values():
        net.eval()  # related: TV201
    with torch.no_grad():
        return sum(F.cross_entropy(nets["main"](x), y).item() for x, y in DataLoader(data, batch_size=40))


for epoch in range(9):
    for i, (x, y) in enumerate(tqdm(DataLoader(data, batch_size=8))):
        optimizer.zero_grad()
        F.cross_entropy(nets["main"](x), y).backward()  # expect: TV201
        optimizer.step()
    validate()  # related: TV201
