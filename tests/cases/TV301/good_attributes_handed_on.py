import functools

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
        optimizer.zero_grad()
        loss = -policy.density(state).log_prob(state).mean()
        loss.backward()
        optimizer.step()


def fit_counted(states):
    policy = Policy()
    optimizer = Counted(torch.optim.Adam(policy.parameters()))
    for state in states:
        optimizer.zero_grad()
        loss = policy(state).sum()
        loss.backward()
        optimizer.step()
        optimizer.steps += 1


class Later:
    """Whatever it is asked to do it does with each of several."""

    def __init__(self, *parts):
        self.parts = parts

    def __getattr__(self, name):
        return functools.partial(self._each, name)

    def _each(self, name, *given):
        for part in self.parts:
            getattr(part, name)(*given)


class Refusing:
    def __getattr__(self, name):
        raise AttributeError(name)


class Endless:
    def __getattr__(self, name):
        return getattr(self.inner, name)


def fit_several(states):
    policy, critic = Policy(), Policy()
    optimizers = Later(torch.optim.Adam(policy.parameters()), torch.optim.SGD(critic.parameters(), lr=0.1))
    for state in states:
        optimizers.zero_grad()
        loss = policy(state).sum() + critic(state).sum()
        loss.backward()
        optimizers.step()


def fit_refusing(states, optimizer):
    policy = Policy()
    refusing, endless = Refusing(), Endless()
    for state in states:
        loss = policy(state).sum()
        loss.backward()
        for one in (refusing, endless):
            if hasattr(one, "step"):
                one.step()
        endless.clean(policy)
        optimizer.step()
