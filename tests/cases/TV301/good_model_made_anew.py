import torch
from torch import nn

for width in [1, 2, 3]:
    layer = nn.Linear(width, 2)
    layer(torch.randn(5, width)).sum().backward()
    solver = torch.optim.SGD(layer.parameters(), 1)
    solver.step()
    print(layer.weight)
