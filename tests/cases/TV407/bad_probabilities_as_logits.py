import torch
import torch.nn.functional as F
from torch import distributions as D
from torch import nn


class Chooser(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 4)

    def forward(self, state):
        return F.softmax(self.layer(state), dim=-1)  # related: TV407


def log_probability(chooser, state, action):
    chances = chooser(state)  # related: TV407
    return D.Categorical(logits=chances).log_prob(action)  # expect: TV407


print(log_probability(Chooser(), torch.randn(1, 8), torch.tensor([2])))
