import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from cleaning import Clean, blank, forget, wipe

feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)


def descend(clean, net, solver):
    for x, y in feed:
        clean()
        nn.functional.mse_loss(net(x), y).backward()
        solver.step()


def make():
    net = nn.Linear(3, 1)
    return net, torch.optim.SGD(net.parameters(), lr=0.1)


def main():
    net, solver = make()
    descend(lambda: wipe(net), net, solver)
    net, solver = make()
    descend(lambda: forget(net.parameters()), net, solver)
    net, solver = make()
    descend(Clean(net), net, solver)
    net, solver = make()
    descend(Clean(solver), net, solver)
    slope = torch.zeros(3, 1, requires_grad=True)
    solver = torch.optim.SGD([slope], lr=0.1)
    for x, y in feed:
        (x @ slope - y).square().mean().backward()
        solver.step()
        blank(slope)


main()
