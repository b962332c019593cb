import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from torch.func import functional_call, grad

net = nn.Linear(3, 1)
weights = {name: p.detach() for name, p in net.named_parameters()}


def cost(weights, x, y):
    return nn.functional.mse_loss(functional_call(net, weights, (x,)), y)


for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    slopes = grad(cost)(weights, x, y)
    weights = {name: w - 0.1 * slopes[name] for name, w in weights.items()}
