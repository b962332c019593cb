import torch
from torch import nn
from studio import slope_of


class Guess(torch.optim.Optimizer):
    """Takes its gradients from what it measures itself."""

    def __init__(self, params):
        super().__init__(params, {})

    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                p.data -= 0.1 * slope_of(p)


def learn(batches):
    net = nn.Linear(3, 1)
    opt = Guess(net.parameters())
    for x, y in batches:
        loss = (net(x) - y).square().mean()
        loss.backward()
        print([p.grad.norm() for p in net.parameters()])
        opt.zero_grad()
        opt.step()
