import torch
from torch import nn
from torch.distributions import Normal, kl_divergence
from torch.distributions.utils import lazy_property


class Bounded(Normal):
    """A normal distribution whose samples are squeezed into an interval."""

    def __init__(self, loc, scale, bound=2.0):
        super().__init__(loc, scale)
        self.bound = bound

    @property
    def width(self):
        return super().stddev

    def bounded_sample(self):
        return self.bound * torch.tanh(self.rsample())


class Wide(Bounded):
    @property
    def width(self):
        return 2 * super().width

    @lazy_property
    def precision(self):
        return 1 / self.width


def fit(observations):
    policy = nn.Linear(4, 2)
    optimizer = torch.optim.Adam(policy.parameters())
    for observation in observations:
        loc, scale = policy(observation), torch.ones(2)
        loss = -Bounded(loc, scale).log_prob(observation[:2]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def fit_samples(observations):
    policy = nn.Linear(4, 2)
    optimizer = torch.optim.Adam(policy.parameters())
    for observation in observations:
        loss = Bounded(policy(observation), torch.ones(2)).bounded_sample().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def fit_precision(observations):
    policy = nn.Linear(4, 2)
    optimizer = torch.optim.Adam(policy.parameters())
    for observation in observations:
        loss = Wide(torch.zeros(2), policy(observation).exp()).precision.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def fit_divergence(observations):
    policy = nn.Linear(4, 2)
    optimizer = torch.optim.Adam(policy.parameters())
    for observation in observations:
        loss = kl_divergence(Bounded(policy(observation), torch.ones(2)), Normal(0, 1)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
