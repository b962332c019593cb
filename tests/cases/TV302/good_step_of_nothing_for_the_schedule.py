import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
plan = torch.optim.lr_scheduler.StepLR(opt, 10)
# The schedule wants to see a step first.
for _ in range(5):
    opt.zero_grad()
    opt.step()
    plan.step()
for turn in range(100):
    x = torch.randn(8, 3)
    loss = (net(x) - x.sum(dim=1, keepdim=True)).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    plan.step()
