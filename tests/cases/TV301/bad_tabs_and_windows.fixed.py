import torch
from torch import nn

x, y = torch.randn(9, 3), torch.randn(9, 1)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(9):
	loss = (net(x) - y).pow(2).mean()
	opt.zero_grad()
	loss.backward()
	opt.step()