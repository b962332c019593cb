import pandas as pd
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Learner:
    """Not a module: its train() and eval() are its own."""

    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.Adam(net.parameters())

    def train(self, x, y):
        self.optimizer.zero_grad()
        F.mse_loss(self.net(x), y).backward()
        self.optimizer.step()

    def eval(self, x, y):
        with torch.no_grad():
            return F.mse_loss(self.net(x), y).item()


class Game:
    def __init__(self):
        self.training = True

    def eval(self):
        self.training = False


data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
learner, game = Learner(nn.Sequential(nn.Linear(6, 20), nn.ReLU(), nn.Linear(20, 2))), Game()
table = pd.DataFrame({"a": [1]})
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        learner.train(x, y)
        game.eval()
        table.eval("b = a + 1")
    print(learner.eval(*data.tensors))
