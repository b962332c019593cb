import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Driver:
    def __init__(self, module):
        self.module = module
        self.solver = torch.optim.Adam(module.parameters())

    def apply(self):
        self.solver.zero_grad()  # expect: TV302
        self.solver.step()  # related: TV302

    def turn(self, x, y):
        nn.functional.mse_loss(self.module(x), y).backward()  # related: TV302
        self.apply()


driver = Driver(nn.Linear(3, 1))
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    driver.turn(x, y)
