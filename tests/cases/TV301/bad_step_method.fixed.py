import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Learner:
    def __init__(self, module, rate):
        self.module = module
        self.solver = torch.optim.Adagrad(module.parameters(), lr=rate)
        self.measure = nn.MSELoss()

    def learn(self, given, wanted):
        cost = self.measure(self.module(given), wanted)
        self.solver.zero_grad()
        cost.backward()
        self.solver.step()
        return float(cost)


stream = DataLoader(TensorDataset(torch.randn(128, 6), torch.randn(128, 1)), batch_size=16)
learner = Learner(nn.Linear(6, 1), 0.01)
for given, wanted in stream:
    learner.learn(given, wanted)
