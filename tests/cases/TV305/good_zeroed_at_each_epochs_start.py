import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

batches = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
regressor = nn.Linear(3, 1)
adam = torch.optim.Adam(regressor.parameters())
for epoch in range(3):
    adam.zero_grad(set_to_none=True)
    for number, (x, y) in enumerate(batches):
        loss = nn.functional.mse_loss(regressor(x), y) / 4
        loss.backward()
        if (number + 1) % 4 == 0:
            adam.step()
            adam.zero_grad(set_to_none=True)
