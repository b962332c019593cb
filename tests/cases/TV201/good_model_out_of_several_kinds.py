"""Models of several kinds in one list: which of them is switched isn't known."""

import random

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def build(name):
    if name == "drops":
        return nn.Sequential(nn.Dropout(0.4), nn.Linear(30, 4))
    return nn.Sequential(nn.BatchNorm1d(30), nn.Linear(30, 4))


batches = DataLoader(TensorDataset(torch.randn(300, 30), torch.randint(0, 4, (300,))), batch_size=30)
models = []
for name in ("drops", "norm", random.choice(["drops", "norm"])):
    models.append(build(name))
models[random.randrange(3)].eval()
model = models[random.randrange(3)]
optimizer = torch.optim.Adam(model.parameters())
for measured, kinds in batches:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(measured), kinds).backward()
    optimizer.step()

either = build(random.choice(["drops", "norm"]))
other = build(random.choice(["drops", "norm"]))
other.eval()
optimizer = torch.optim.Adam(either.parameters())
for measured, kinds in batches:
    with torch.no_grad():
        hints = other(measured).softmax(1)
    optimizer.zero_grad()
    nn.functional.cross_entropy(either(measured), hints).backward()
    optimizer.step()

asked = [build(name) for name in input().split()]
for number, each in enumerate(asked):
    if number:
        each.eval()
model = asked[0]
optimizer = torch.optim.Adam(model.parameters())
for measured, kinds in batches:
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(measured), kinds).backward()
    optimizer.step()
