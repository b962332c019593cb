import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def descend(cost):
    cost.backward()  # expect: TV301


def advance(solver):
    nn.utils.clip_grad_norm_(solver.param_groups[0]["params"], 1.0)
    solver.step()  # related: TV301


points = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
line = nn.Linear(3, 1)
solver = torch.optim.NAdam(line.parameters())
for a, b in points:
    descend(nn.functional.huber_loss(line(a), b))
    advance(solver)  # related: TV301
