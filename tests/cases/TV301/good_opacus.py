import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from opacus import PrivacyEngine

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
net, opt, dl = PrivacyEngine().make_private(
    module=net, optimizer=opt, data_loader=dl, noise_multiplier=1.1, max_grad_norm=1.0
)
for x, y in dl:
    opt.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    opt.step()
