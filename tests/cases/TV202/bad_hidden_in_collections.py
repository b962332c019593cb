from collections import namedtuple
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

Pair = namedtuple("Pair", ["net", "solver"])
CACHE = {}


def mlp():
    return nn.Sequential(nn.Linear(5, 10), nn.Dropout(0.3), nn.Linear(10, 2))  # related: TV202


@dataclass
class Members:
    nets: list = field(default_factory=list)
    weights: tuple = ()


def fit(net, solver, feed):
    for x, y in feed:
        solver.zero_grad()
        F.cross_entropy(net(x), y).backward()
        solver.step()


feed = DataLoader(TensorDataset(torch.randn(50, 5), torch.randint(0, 2, (50,))), batch_size=5)
members = Members()
for number in range(3):
    net = mlp()
    pair = Pair(net, torch.optim.Adam(net.parameters()))
    fit(pair.net, pair.solver, feed)
    members.nets.append(pair.net)
CACHE["best"] = members.nets[0], 0.5


def answers(x):
    with torch.no_grad():
        return [net(x) for net in members.nets]  # expect: TV202


def best(x):
    net, share = CACHE["best"]
    with torch.no_grad():
        return share * net(x)  # expect: TV202


for x, _ in feed:
    print(answers(x), best(x))
