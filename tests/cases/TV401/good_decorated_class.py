"""The decorator of the class gives it a constructor that sets another criterion."""

import functools

import torch
from torch import nn


def with_criterion(criterion):
    def decorate(cls):
        made = cls.__init__

        @functools.wraps(made)
        def wrapper(self, *args, **kwargs):
            made(self, *args, **kwargs)
            self.criterion = criterion

        cls.__init__ = wrapper
        return cls

    return decorate


@with_criterion(nn.L1Loss())
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(4, width)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.layer(x)

    def training_step(self, batch, index):
        inputs, targets = batch
        return self.criterion(torch.softmax(self(inputs), 1), targets)
