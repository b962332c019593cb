import torch
from hydra.utils import get_class, instantiate
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {"_target_": "torch.optim.SGD", "lr": 0.1}
net = nn.Linear(3, 1)
solver = instantiate(CONFIG, params=net.parameters())
other = get_class("torch.optim.Adam")(net.parameters())
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # expect: TV301
    solver.step()  # related: TV301
