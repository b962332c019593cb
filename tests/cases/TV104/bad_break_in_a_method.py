import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Fitter:
    def __init__(self, net, feed):
        self.net, self.feed = net, feed
        self.rule = torch.optim.RMSprop(net.parameters())

    def epoch(self):
        for x, y in self.feed:  # related: TV104
            self.rule.zero_grad()
            loss = nn.functional.l1_loss(self.net(x), y)
            loss.backward()
            self.rule.step()
            print(loss.item())
            break  # expect: TV104

    def run(self, epochs):
        for _ in range(epochs):
            self.epoch()


rows = TensorDataset(torch.randn(256, 4), torch.randn(256, 1))
Fitter(nn.Linear(4, 1), DataLoader(rows, batch_size=32)).run(50)
