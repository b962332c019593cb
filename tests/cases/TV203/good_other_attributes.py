import torch
from torch import nn

net = nn.Linear(3, 3)
net.weight
net.training
torch.no_grad
