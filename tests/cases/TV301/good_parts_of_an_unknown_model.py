"""The model that is zeroed was made elsewhere: its parts, which learn here, are zeroed with it."""

import torch
from torch import nn
from torch.nn import functional


class Trainer:
    def __init__(self, net: nn.Module, kind: str):
        self.net = net
        self.coder = getattr(torch.optim, kind)(self.net.coder.parameters(), lr=1e-3)
        self.judge = getattr(torch.optim, kind)(self.net.judge.parameters(), lr=1e-3)

    def losses(self, x, y):
        code = self.net.coder(x)
        told = functional.cross_entropy(self.net.judge(code), y)
        return {"judge": told, "coder": code.square().mean() - told}

    def turn(self, x, y):
        self.net.train()
        losses = self.losses(x, y)
        self.net.zero_grad(set_to_none=True)
        losses["judge"].backward()
        self.judge.step()
        losses = self.losses(x, y)
        self.net.zero_grad(set_to_none=True)
        losses["coder"].backward()
        self.coder.step()


def fit(net, loader):
    trainer = Trainer(net, "Adam")
    for x, y in loader:
        trainer.turn(x, y)
