import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Stepper:
    def __init__(self, net, clip):
        self.net, self.clip = net, clip
        self.rule = torch.optim.SGD(net.parameters(), lr=0.1)

    def __call__(self, loss):
        loss.backward()  # related: TV302
        nn.utils.clip_grad_norm_(self.net.parameters(), self.clip)
        self.clean()
        self.rule.step()  # related: TV302

    def clean(self):
        self.rule.zero_grad()  # expect: TV302


net = nn.Linear(3, 1)
stepper = Stepper(net, clip=1.0)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    stepper(nn.functional.mse_loss(net(x), y))
