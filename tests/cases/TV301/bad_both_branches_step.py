import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6), torch.randn(96, 1)), batch_size=12)
regressor = nn.Linear(6, 1)
adam = torch.optim.Adam(regressor.parameters())
scaler = torch.amp.GradScaler()


def fit(mixed):
    for points, values in loader:
        # one update, with or without mixed precision
        if mixed:
            with torch.autocast("cuda"):
                loss = (regressor(points) - values).square().mean()
            scaler.scale(loss).backward()  # expect: TV301
            scaler.step(adam)
            scaler.update()
        else:
            loss = (regressor(points) - values).square().mean()
            loss.backward()  # expect: TV301
            adam.step()


fit(bool(input()))
