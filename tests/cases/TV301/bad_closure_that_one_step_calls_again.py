import torch
from torch import nn

network = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 1))
points, values = torch.rand(100, 1), torch.rand(100, 1)
optimizer = torch.optim.LBFGS(network.parameters(), max_iter=500, line_search_fn="strong_wolfe")


def closure():
    loss = nn.functional.mse_loss(network(points), values)
    loss.backward()  # expect: TV301
    return loss


optimizer.step(closure)
