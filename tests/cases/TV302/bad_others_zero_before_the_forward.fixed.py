import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rows = DataLoader(TensorDataset(torch.randn(64, 5), torch.randn(64, 1)), batch_size=8)
net = nn.Linear(5, 1)
solver = torch.optim.Adam(net.parameters())


def first():
    for batch in rows:
        x, y = batch
        solver.zero_grad()
        guess = net(x)
        distance = nn.functional.mse_loss(guess, y)
        distance.backward()
        solver.step()


def second():
    for batch in rows:
        x, y = batch
        solver.zero_grad()
        guess = net(x * 2)
        distance = nn.functional.l1_loss(guess, y)
        distance.backward()
        solver.step()


first()
second()
