import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

x, y = torch.randn(50, 2), torch.randn(50, 1)
net = nn.Linear(2, 1)
for _ in range(20):
    loss = nn.functional.mse_loss(net(x), y)
    grads = torch.autograd.grad(loss, net.parameters())
    with torch.no_grad():
        for p, g in zip(net.parameters(), grads):
            p -= 0.1 * g
