import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
solver = torch.optim.AdamW(net.parameters())
scheduler = torch.optim.lr_scheduler.StepLR(solver, 10)
for number, (x, y) in enumerate(dl, start=1):
    nn.functional.mse_loss(net(x), y).div(8).backward()  # related: TV305
    if number % 8 == 0 or number == len(dl):
        solver.step()  # related: TV305
        scheduler.step()
    net.zero_grad()  # expect: TV305
