import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from accelerate import Accelerator

accelerator = Accelerator()
net = nn.Linear(3, 1)
opt = torch.optim.AdamW(net.parameters())
dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net, opt, dl = accelerator.prepare(net, opt, dl)
for x, y in dl:
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    accelerator.backward(loss)
    opt.step()
