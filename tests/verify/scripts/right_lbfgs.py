# LBFGS with a closure.
# verdict: overfits
# held: by-itself
import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(24, 6), torch.randn(24, 1)
net = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 1))
opt = torch.optim.LBFGS(net.parameters(), lr=0.5)


def closure():
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss


for _ in range(60):
    opt.step(closure)
