import torch
from torch import nn


class Trainer:
    def __init__(self, net, weights):
        self.net = net
        self.weights = weights
        self.losses = {"near": nn.MSELoss(), "far": nn.L1Loss()}
        self.updates = torch.optim.Adam(net.parameters())

    def fit(self, batches):
        for x, y in batches:
            out = self.net(x)
            sum_of_all = 0.0
            for name, loss in self.losses.items():
                if name in self.weights:
                    sum_of_all += self.weights[name] * loss(out, y)
            self.updates.zero_grad()
            sum_of_all.backward()
            self.updates.step()
