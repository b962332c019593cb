import argparse
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

LOSSES = {}


def register(name):
    def keep(function):
        LOSSES[name] = function
        return function

    return keep


@register("entropy")
def entropy(scores, labels, weight=None):
    return F.cross_entropy(scores, labels, weight=weight)  # expect: TV401


@register("squares")
def squares(scores, labels):
    return F.mse_loss(scores, F.one_hot(labels, scores.shape[1]).float())


def build(kind):
    table = {"ce": nn.CrossEntropyLoss(), "smooth": partial(F.cross_entropy, label_smoothing=0.1)}
    return table[kind]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(7, 3)

    def forward(self, x):
        return torch.softmax(self.fc(x), -1)  # related: TV401


net = Net()
for x, y in DataLoader(TensorDataset(torch.randn(60, 7), torch.randint(0, 3, (60,))), batch_size=6):
    out = net(x)  # related: TV401
    print(LOSSES["entropy"](out, y))
    print(build("smooth")(out, y), build("ce")(out, y))  # expect: TV401, TV401
