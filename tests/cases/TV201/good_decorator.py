import functools

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def in_eval_mode(function):
    @functools.wraps(function)
    def wrapper(module, *args, **kwargs):
        training = module.training
        module.eval()
        result = function(module, *args, **kwargs)
        module.train(training)
        return result

    return wrapper


@in_eval_mode
@torch.no_grad()
def score(module, loader):
    return sum((module(x).argmax(1) == y).sum().item() for x, y in loader)


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
module = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(module.parameters())
module.train()
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(module(x), y).backward()
        optimizer.step()
    print(score(module, DataLoader(data, batch_size=40)))
