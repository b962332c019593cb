"""A decorator of the class replaces its constructor by a function that warns and calls it."""

import functools
import inspect
import warnings

import torch
from torch import nn


def experimental(note):
    def decorate(thing, name=None):
        name = name or thing.__qualname__
        if inspect.isclass(thing):
            thing.__init__ = decorate(thing.__init__, name=thing.__qualname__)
            return thing

        @functools.wraps(thing)
        def wrapper(*args, **kwargs):
            warnings.warn(f"{name}: {note}")
            return thing(*args, **kwargs)

        return wrapper

    return decorate


@experimental("may change")
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(4, width)
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.layer(x)

    def training_step(self, batch, index):
        inputs, targets = batch
        return self.criterion(torch.softmax(self(inputs), 1), targets)  # expect: TV401
