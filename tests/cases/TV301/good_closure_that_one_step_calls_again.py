import torch
from torch import nn

network = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 1))
points, values = torch.rand(100, 1), torch.rand(100, 1)
long, short = torch.optim.LBFGS(network.parameters()), torch.optim.LBFGS(network.parameters(), max_iter=1)


def closure():
    long.zero_grad()
    loss = nn.functional.mse_loss(network(points), values)
    loss.backward()
    return loss


def only_backward():
    loss = nn.functional.mse_loss(network(points), values)
    loss.backward()
    return loss


for _ in range(10):
    long.step(closure)
for _ in range(10):
    short.zero_grad()
    short.step(only_backward)
