import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Runner:
    def __init__(self, net, opt):
        self.net, self.opt = net, opt
        self.hooks = {"after_step": [lambda: self.opt.zero_grad()]}

    def call(self, name):
        for hook in self.hooks.get(name, []):
            hook()

    def run(self, rows):
        for x, y in rows:
            nn.functional.mse_loss(self.net(x), y).backward()
            self.opt.step()
            self.call("after_step")


dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
Runner(net, opt).run(dl)
