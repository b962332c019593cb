import numpy as np
import pandas as pd
import torch
from sklearn.ensemble import RandomForestRegressor
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Forecaster(nn.Module):
    """Brings its own training along, under the name that every module's mode switch has."""

    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, 16), nn.Dropout(0.1), nn.Tanh(), nn.Linear(16, 1))
        self.solver = torch.optim.Adam(self.layers.parameters())

    def forward(self, x):
        return self.layers(x)

    def train(self, x, y):
        self.solver.zero_grad()
        loss = nn.functional.mse_loss(self.layers(x), y)
        loss.backward()
        self.solver.step()
        return loss.item()


class Game:
    def __init__(self):
        self.training = True

    def eval(self):
        self.training = False
        return self


class Trainer:
    def __init__(self, forecaster):
        self.forecaster = forecaster
        self.turns = 0

    def train(self, turns):
        for _ in range(turns):
            for x, y in DataLoader(TensorDataset(torch.randn(80, 6), torch.randn(80, 1)), batch_size=8):
                self.forecaster.train(x, y)
        self.turns += turns

    def eval(self):
        return self.turns


trainer, game = Trainer(Forecaster(6)), Game()
frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
for round_number in range(3):
    trainer.train(5)
    print(trainer.eval(), game.eval().training, pd.eval("frame.a + frame.b"), eval("1 + 1"))
    RandomForestRegressor().fit(np.zeros((4, 2)), np.zeros(4))
