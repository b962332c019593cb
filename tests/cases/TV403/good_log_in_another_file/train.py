import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from models import Text


class Fit:
    def __init__(self, net):
        self.net, self.measure = net, nn.NLLLoss(ignore_index=0)
        self.solver = torch.optim.Adam(net.parameters())

    def run(self, feed):
        for ids, labels in feed:
            self.solver.zero_grad()
            self.measure(self.net(ids), labels).backward()
            self.solver.step()


Fit(Text(90, 4)).run(DataLoader(TensorDataset(torch.randint(0, 90, (60, 5)), torch.randint(0, 4, (60,))), batch_size=6))
