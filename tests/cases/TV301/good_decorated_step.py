import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import functools


def fresh(step):
    @functools.wraps(step)
    def inner(net, opt, *batch):
        opt.zero_grad()
        result = step(net, opt, *batch)
        opt.step()
        return result

    return inner


@fresh
def turn(net, opt, x, y):
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss


dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in dl:
    turn(net, opt, x, y)
