import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)

rates, losses = [], []
for i, (x, y) in enumerate(dl):
    rate = 1e-6 * 1.3**i
    for group in opt.param_groups:
        group["lr"] = rate
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    losses.append(loss.item())
    rates.append(rate)
    if i > 5 and losses[-1] > 4 * min(losses):
        break
    loss.backward()
    opt.step()
