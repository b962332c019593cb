import torch
from torch import nn


class Learner:
    def __init__(self, size):
        self.net = nn.Linear(size, 1)
        self.opt = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def learn(self, x, y):
        loss = nn.functional.mse_loss(self.net(x), y)
        loss.backward()  # expect-hint: TV301
        self.opt.step()  # related: TV301
        return loss.item()
