import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

body, head = nn.Linear(3, 8), nn.Linear(8, 1)
opt = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    opt.zero_grad()
    nn.functional.mse_loss(head(body(x)), y).backward()
    body.zero_grad()  # the body stays as it is
    opt.step()
