import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lightning.fabric import Fabric

fabric = Fabric()
dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
net, opt = fabric.setup(net, opt)
dl = fabric.setup_dataloaders(dl)
for x, y in dl:
    fabric.backward(nn.functional.mse_loss(net(x), y))
    opt.step()
    opt.zero_grad()
