import torch
from torch import nn


class Client:
    def __init__(self, net):
        self.net = net
        self.targeted = False
        self.updates = None

    def prepare(self, rate):
        self.criterion = nn.CrossEntropyLoss()
        self.updates = torch.optim.SGD(self.net.parameters(), lr=rate)

    def aim(self):
        self.targeted = True

    def learn(self, batches):
        if self.updates is None:
            raise RuntimeError("call prepare() first")
        for x, y in batches:
            scores = self.net(x)
            if self.targeted:
                loss = -self.criterion(scores, y)
            else:
                loss = self.criterion(scores, y)
            self.updates.zero_grad()
            loss.backward()
            self.updates.step()
