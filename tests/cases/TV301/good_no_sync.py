import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from contextlib import nullcontext
from torch.nn.parallel import DistributedDataParallel

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = DistributedDataParallel(nn.Linear(3, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(dl):
    last = (i + 1) % 4 == 0
    with nullcontext() if last else net.no_sync():
        (nn.functional.mse_loss(net(x), y) / 4).backward()
    if last:
        opt.step()
        opt.zero_grad()
