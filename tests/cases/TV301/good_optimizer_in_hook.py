import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1)
solvers = {p: torch.optim.SGD([p], lr=0.1) for p in net.parameters()}


def update(p):
    solvers[p].step()
    solvers[p].zero_grad()


for p in net.parameters():
    p.register_post_accumulate_grad_hook(update)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    nn.functional.mse_loss(net(x), y).backward()
