import torch
from torch import nn
from torch.distributions import Categorical


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 4))  # related: TV407

    def forward(self, state):
        return self.layers(state)


actor, state = Actor(), torch.randn(1, 8)
print(Categorical(actor(state)).sample())  # expect: TV407  # related: TV407
print(Categorical(probs=actor(state)).sample())  # expect: TV407  # related: TV407
