import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 3)

    def density(self, state):
        return torch.distributions.Normal(self.layer(state), 1.0)

    def forward(self, state):
        return self.layer(state)


class Wrapped(nn.Module):
    """A module that is asked for what the module inside has."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(self.module, name)

    def forward(self, state):
        return self.module(state)


class Counted:
    """An optimizer whose steps are counted."""

    def __init__(self, optimizer):
        self._optimizer = optimizer
        self.steps = 0

    def __getattr__(self, name):
        return getattr(self._optimizer, name)


def fit_module(states):
    policy = Wrapped(Policy())
    optimizer = torch.optim.Adam(policy.parameters())
    for state in states:
        loss = -policy.density(state).log_prob(state).mean()
        loss.backward()  # expect: TV301
        optimizer.step()


def fit_counted(states):
    policy = Policy()
    optimizer = Counted(torch.optim.Adam(policy.parameters()))
    for state in states:
        loss = policy(state).sum()
        loss.backward()  # expect: TV301
        optimizer.step()
        optimizer.steps += 1
