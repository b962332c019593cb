import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
unit = nn.Linear(3, 1).cuda()
walker = torch.optim.SGD(unit.parameters(), lr=0.1)
grad_scaler = torch.GradScaler("cuda")
for a, b in feed:
    with torch.autocast("cuda"):
        miss = nn.functional.mse_loss(unit(a.cuda()), b.cuda())
    walker.zero_grad()
    grad_scaler.scale(miss).backward()
    grad_scaler.step(walker)
    walker.param_groups[0]["lr"] *= 0.99
    grad_scaler.update()
