import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Scheduled:
    def __init__(self, inner):
        self.inner = inner
        self.turn = 0

    def step_and_update_lr(self):
        self.turn += 1
        for group in self.inner.param_groups:
            group["lr"] = 0.1 / self.turn
        self.inner.step()
        self.inner.zero_grad()


dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = Scheduled(torch.optim.SGD(net.parameters(), lr=0.1))
for x, y in dl:
    nn.functional.mse_loss(net(x), y).backward()
    opt.step_and_update_lr()
