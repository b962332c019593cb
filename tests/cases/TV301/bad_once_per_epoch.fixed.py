import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

cells = DataLoader(TensorDataset(torch.randn(300, 5), torch.randn(300, 2)), batch_size=30)
regressor = nn.Linear(5, 2)
rmsprop = optim.RMSprop(regressor.parameters())
for epoch in range(4):
    for features, wanted in cells:
        error = (regressor(features) - wanted).pow(2).mean()

        # a clean start for the epoch
        rmsprop.zero_grad()  # once
        # walk down
        error.backward()
        rmsprop.step()
