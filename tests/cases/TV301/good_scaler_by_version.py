"""A scaler of one version or of another, and an own one that zeroes when it steps."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Scaler:
    def scale(self, loss):
        return loss

    def step(self, optimizer):
        optimizer.step()
        optimizer.zero_grad()

    def update(self):
        pass


loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8)
model = nn.Linear(4, 1)
optimizer = torch.optim.Adam(model.parameters())
if hasattr(torch, "amp") and hasattr(torch.amp, "GradScaler"):
    scaler = torch.amp.GradScaler("cpu")
else:
    scaler = torch.cuda.amp.GradScaler()

for inputs, targets in loader:
    optimizer.zero_grad()
    scaler.scale(nn.functional.mse_loss(model(inputs), targets)).backward()
    scaler.step(optimizer)
    scaler.update()

own = Scaler()
optimizer.zero_grad()
for inputs, targets in loader:
    own.scale(nn.functional.mse_loss(model(inputs), targets)).backward()
    own.step(optimizer)
    own.update()
