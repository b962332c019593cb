import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = next(iter(dl))


def closure():
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    return loss


opt = torch.optim.LBFGS(net.parameters())
for _ in range(10):
    opt.step(closure)
