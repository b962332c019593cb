"""The parts of the model are given; zeroing the model cleans them."""

import torch
from torch import nn
from torch.nn import functional


class Pair(nn.Module):
    def __init__(self, coder, judge):
        super().__init__()
        self.coder = coder
        self.judge = judge


class Trainer:
    def __init__(self, coder, judge):
        self.net = Pair(coder, judge)
        self.first = torch.optim.Adam(self.net.coder.parameters())
        self.second = torch.optim.Adam(self.net.judge.parameters())

    def turn(self, x, y):
        told = functional.cross_entropy(self.net.judge(self.net.coder(x)), y)
        self.net.zero_grad()
        told.backward()
        self.second.step()
        code = self.net.coder(x)
        loss = code.square().mean() - functional.cross_entropy(self.net.judge(code), y)
        self.net.zero_grad()
        loss.backward()
        self.first.step()
