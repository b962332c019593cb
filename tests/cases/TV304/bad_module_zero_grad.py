import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Learner:
    def __init__(self):
        self.net = nn.Linear(3, 1)
        self.opt = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def learn(self, x, y):
        self.net.zero_grad; loss = nn.functional.mse_loss(self.net(x), y)  # expect: TV304
        loss.backward()
        self.opt.step()


learner = Learner()
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    learner.learn(x, y)
