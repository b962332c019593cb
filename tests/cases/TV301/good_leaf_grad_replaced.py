import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

x, y = torch.randn(50, 2), torch.randn(50, 1)
w = torch.zeros(2, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(100):
    loss = (x @ w + b - y).square().mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
        w.grad = torch.zeros_like(w)
        b.grad.zero_()
