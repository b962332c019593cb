import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
policy = nn.Linear(3, 1)
opt = torch.optim.SGD(policy.parameters(), lr=0.1)
for x, y in feed:
    opt.zero_grad()
    near = nn.functional.mse_loss(policy(x), y)
    near.backward()
    opt.step()  # related: TV301
    far = nn.functional.l1_loss(policy(x), y)
    far.backward()  # expect: TV301
    opt.step()  # related: TV301
