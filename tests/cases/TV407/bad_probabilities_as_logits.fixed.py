import torch
import torch.nn.functional as F
from torch import distributions as D
from torch import nn


class Chooser(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 4)

    def forward(self, state):
        return F.softmax(self.layer(state), dim=-1)


def log_probability(chooser, state, action):
    chances = chooser(state)
    return D.Categorical(probs=chances).log_prob(action)


print(log_probability(Chooser(), torch.randn(1, 8), torch.tensor([2])))
