"""One of several models is made, and whichever it is: judging leaves it in eval mode."""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Deep(nn.Module):
    def __init__(self, kinds):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(30, 80), nn.ReLU(), nn.Dropout(0.4), nn.Linear(80, kinds))

    def forward(self, measured):
        return self.body(measured)


class Wide(nn.Module):
    def __init__(self, kinds):
        super().__init__()
        self.norm, self.weigh = nn.BatchNorm1d(30), nn.Linear(30, kinds)

    def forward(self, measured):
        return self.weigh(self.norm(measured))


def build(name, kinds):
    if name == "deep":
        return Deep(kinds)
    if name == "wide":
        return Wide(kinds)
    if name == "both":
        return nn.Sequential(Wide(30), Deep(kinds))
    if name == "plain":
        return nn.Sequential(nn.Dropout(0.1), nn.Linear(30, kinds))
    return nn.Sequential(nn.BatchNorm1d(30), nn.Linear(30, kinds))


def learn(model, batches, optimizer):
    for measured, kinds in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(measured), kinds).backward()  # expect: TV201
        optimizer.step()


@torch.no_grad()
def judge(model, batches):
    model.eval()
    return sum((model(measured).argmax(1) == kinds).sum().item() for measured, kinds in batches)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="deep")
    options = parser.parse_args()
    data = TensorDataset(torch.randn(300, 30), torch.randint(0, 4, (300,)))
    batches, checks = DataLoader(data, batch_size=30), DataLoader(data, batch_size=100)
    model = build(options.model, 4).to("cpu")
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(9):
        learn(model, batches, optimizer)
        print(judge(model, checks))


main()
