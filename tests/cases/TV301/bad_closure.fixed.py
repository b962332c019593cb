"""LBFGS calls the closure several times in each step: every call adds to the gradients of all before."""

import torch
from torch import nn

x = torch.linspace(0, 1, 50).unsqueeze(1)
y = torch.sin(6 * x)
model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1)
for epoch in range(20):

    def closure():
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        return loss

    print(optimizer.step(closure).item())
