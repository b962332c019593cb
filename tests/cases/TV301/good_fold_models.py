import itertools

import torch
from torch import nn


class Gen(nn.Module):
    def __init__(self, size, bias):
        super().__init__()
        self.linear = nn.Linear(size, 1, bias=bias)

    def forward(self, x):
        return self.linear(x)


def test_parameters_move():
    for size, bias in itertools.product([4, 8], [True, False]):
        gen = Gen(size, bias)
        trained = {name: p for name, p in gen.named_parameters() if p.requires_grad}
        before = {name: p.clone() for name, p in trained.items()}
        gen(torch.randn(3, size)).sum().backward()
        torch.optim.SGD(trained.values(), 1).step()
        assert all(p.ne(before[name]).any() for name, p in trained.items())
