import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6), torch.randn(96, 1)), batch_size=12)
regressors = [nn.Linear(6, 1), nn.Linear(6, 1)]
updaters = [torch.optim.SGD(each.parameters(), lr=0.1) for each in regressors]
for epoch in range(3):
    for points, values in loader:
        loss = (regressors[0](points) - values).square().mean()
        # backward pass
        updaters[0].zero_grad()  # start anew
        loss.backward()
        updaters[0].step()
for number in range(2):
    for points, values in loader:
        loss = (regressors[number](points) - values).square().mean()
        updaters[number].zero_grad()
        loss.backward()
        updaters[number].step()
