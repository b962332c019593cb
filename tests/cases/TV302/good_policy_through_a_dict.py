"""The policy's output reaches the critic in a dict: its loss fills the policy's gradients."""

import torch
from torch import nn


class Agent:
    def __init__(self, models, memory, rate):
        self.memory = memory
        self.policy = models["policy"]
        self.critic = models["critic"]
        self.policy_optimizer = torch.optim.Adam(self.policy.parameters(), lr=rate)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), lr=rate)

    def update(self, turns):
        self.policy.train()
        self.critic.train()
        for _ in range(turns):
            states, actions, returns = self.memory.sample(32)
            carried = {"states": states, "hint": self.policy.encode(states)}
            values = self.critic.judge({**carried, "actions": actions})
            critic_loss = nn.functional.mse_loss(values, returns)
            self.critic_optimizer.zero_grad()
            critic_loss.backward()
            self.critic_optimizer.step()

            chosen = self.policy.act(carried)
            policy_loss = -self.critic.judge({"states": states, "actions": chosen}).mean()
            self.policy_optimizer.zero_grad()
            policy_loss.backward()
            self.policy_optimizer.step()
