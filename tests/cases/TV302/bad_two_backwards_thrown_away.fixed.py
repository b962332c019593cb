import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for turn in range(100):
    x = torch.randn(8, 3, requires_grad=True)
    score = net(x).mean()
    (slope,) = torch.autograd.grad(score, x, create_graph=True)
    penalty = (slope.norm(dim=1) - 1).square().mean()
    fit = (net(x) - x.sum(dim=1, keepdim=True)).square().mean()
    print(turn, penalty.item(), fit.item())
    opt.zero_grad()
    penalty.backward(retain_graph=True)
    fit.backward()
    opt.step()
