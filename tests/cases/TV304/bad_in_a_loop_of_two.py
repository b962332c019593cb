import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Autoencoder:
    def __init__(self):
        self.into, self.out = nn.Linear(9, 3), nn.Linear(3, 9)
        self.solvers = {
            "into": torch.optim.Adam(self.into.parameters()),
            "out": torch.optim.Adam(self.out.parameters()),
        }

    def learn(self, x):
        for solver in self.solvers.values():
            solver.zero_grad  # expect: TV304
        loss = nn.functional.mse_loss(self.out(self.into(x)), x)
        loss.backward()
        for solver in self.solvers.values():
            solver.step()


autoencoder = Autoencoder()
for (x,) in DataLoader(TensorDataset(torch.randn(90, 9)), batch_size=9):
    autoencoder.learn(x)
