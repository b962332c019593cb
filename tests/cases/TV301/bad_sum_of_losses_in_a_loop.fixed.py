import torch
from torch import nn


class Trainer:
    def __init__(self, net, weights):
        self.net = net
        self.weights = weights
        self.losses = {"near": nn.MSELoss(), "far": nn.L1Loss()}
        self.updates = torch.optim.Adam(net.parameters())

    def parts(self, x, y):
        out = self.net(x)
        return {name: loss(out, y) for name, loss in self.losses.items()}

    def total(self, parts):
        sum_of_all = 0.0
        for name, part in parts.items():
            if name in self.weights:
                sum_of_all += self.weights[name] * part
        return sum_of_all

    def fit(self, batches):
        for x, y in batches:
            loss = self.total(self.parts(x, y))
            self.updates.zero_grad()
            loss.backward()
            self.updates.step()
