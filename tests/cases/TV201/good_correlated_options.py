import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--mode", default="train")
args = parser.parse_args()

data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)

if args.mode == "test":
    net.eval()
else:
    net.train()

if args.mode == "train":
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
else:
    with torch.no_grad():
        print(net(data.tensors[0]))
