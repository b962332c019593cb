import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Pair:
    def __init__(self):
        self.actor, self.critic = nn.Linear(4, 2), nn.Linear(4, 1)
        self.actor_optim = torch.optim.Adam(self.actor.parameters(), lr=1e-3)
        self.critic_optim = torch.optim.Adam(self.critic.parameters(), lr=1e-3)

    def fit_critic(self, rows):
        for states, returns in rows:
            self.actor_optim.zero_grad()  # expect: TV303
            gap = self.critic(states).squeeze(1) - returns
            gap.square().mean().backward()  # related: TV303
            self.critic_optim.step()  # related: TV303


Pair().fit_critic(DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64)), batch_size=8))
