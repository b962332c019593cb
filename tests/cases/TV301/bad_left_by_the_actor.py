"""The critic's gradients are zeroed before the actor's turn, which fills them again."""

import torch
from torch import nn
import torch.nn.functional as F

class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
    def forward(self, s):
        return torch.tanh(self.net(s))

class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 1))
    def forward(self, s, a):
        return self.net(torch.cat([s, a], dim=1))

class Agent:
    def __init__(self):
        self.actor, self.critic = Actor(), Critic()
        self.actor_opt = torch.optim.Adam(self.actor.parameters(), 1e-3)
        self.critic_opt = torch.optim.Adam(self.critic.parameters(), 1e-3)

    def update(self, batch):
        s, a, r, s2 = batch
        self.actor_opt.zero_grad()
        self.critic_opt.zero_grad()
        policy_loss = -self.critic(s, self.actor(s)).mean()
        policy_loss.backward()
        self.actor_opt.step()
        with torch.no_grad():
            y = r + 0.99 * self.critic(s2, self.actor(s2))
        critic_loss = F.mse_loss(self.critic(s, a), y)
        critic_loss.backward()  # expect: TV301
        self.critic_opt.step()

agent = Agent()
for step in range(1000):
    agent.update((torch.randn(32, 4), torch.randn(32, 2), torch.randn(32, 1), torch.randn(32, 4)))
