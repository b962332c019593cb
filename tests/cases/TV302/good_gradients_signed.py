import torch
from torch import nn

net = nn.Linear(3, 1).eval()
delta = torch.zeros(3, requires_grad=True)
solver = torch.optim.SGD([delta], lr=0.1)
for turn in range(10):
    solver.zero_grad()
    nn.functional.softplus(net(torch.randn(5, 3) + delta)).mean().backward()
    if delta.grad is not None:
        delta.grad = torch.sign(delta.grad)
    else:
        raise ValueError("no gradient")
    solver.step()
