"""Two optimizers share the parameters out by their names, and neither is zeroed."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
weights, biases = [], []
for name, parameter in net.named_parameters():
    if name.endswith("bias"):
        biases.append(parameter)
    else:
        weights.append(parameter)
first = torch.optim.SGD(weights, lr=0.1, weight_decay=1e-4)
second = torch.optim.SGD(biases, lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,))), batch_size=8):
    nn.functional.cross_entropy(net(x), y).backward()  # expect: TV301
    first.step()
    second.step()
