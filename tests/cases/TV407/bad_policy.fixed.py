import torch
from torch import nn
from torch.distributions import Categorical


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 4))

    def forward(self, state):
        return self.layers(state)


actor, state = Actor(), torch.randn(1, 8)
print(Categorical(logits=actor(state)).sample())
print(Categorical(logits=actor(state)).sample())
