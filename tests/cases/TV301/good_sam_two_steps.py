import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class SAM(torch.optim.Optimizer):
    def __init__(self, params, base, rho=0.05, **kwargs):
        super().__init__(params, dict(rho=rho, **kwargs))
        self.base = base(self.param_groups, **kwargs)
        self.param_groups = self.base.param_groups

    @torch.no_grad()
    def first_step(self, zero_grad=False):
        for group in self.param_groups:
            for p in group["params"]:
                p.add_(p.grad * group["rho"])
        if zero_grad:
            self.zero_grad()

    @torch.no_grad()
    def second_step(self, zero_grad=False):
        self.base.step()
        if zero_grad:
            self.zero_grad()


dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = SAM(net.parameters(), torch.optim.SGD, lr=0.1)
for x, y in dl:
    nn.functional.mse_loss(net(x), y).backward()
    opt.first_step(zero_grad=True)
    nn.functional.mse_loss(net(x), y).backward()
    opt.second_step(zero_grad=True)
