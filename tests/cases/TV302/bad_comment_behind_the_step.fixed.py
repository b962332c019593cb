import torch
from torch import nn

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for turn in range(100):
    x = torch.randn(8, 3)
    loss = (net(x) - x.sum(dim=1, keepdim=True)).square().mean()
    loss.backward()
    opt.step()
    if turn % 10 == 0:
        print(turn, loss.item())
    opt.zero_grad()
    # Clear the gradients
