import torch
from torch import nn
from torch.func import functional_call
from torch.utils.data import DataLoader, TensorDataset


def episode(net, support, query, rate):
    weights = dict(net.named_parameters())
    x, y = support
    inner = nn.functional.mse_loss(functional_call(net, weights, (x,)), y)
    slopes = torch.autograd.grad(inner, list(weights.values()), create_graph=True)
    adapted = {name: w - rate * g for (name, w), g in zip(weights.items(), slopes)}
    x, y = query
    return nn.functional.mse_loss(functional_call(net, adapted, (x,)), y)


def tasks(count):
    return [DataLoader(TensorDataset(torch.randn(40, 1), torch.randn(40, 1)), batch_size=10) for _ in range(count)]


net = nn.Sequential(nn.Linear(1, 40), nn.Tanh(), nn.Linear(40, 1))
outer = torch.optim.Adam(net.parameters(), lr=1e-3)
streams = [iter(task) for task in tasks(4)]
for turn in range(2):
    outer.zero_grad()
    loss = sum(episode(net, next(stream), next(stream), 0.01) for stream in streams)
    loss.backward()
    outer.step()
