import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(states, 32), nn.ReLU(), nn.Linear(32, actions))

    def forward(self, state):
        return Categorical(logits=self.layers(state))


class Reinforce:
    def __init__(self, policy, rate):
        self.policy = policy
        self.solver = torch.optim.Adam(policy.parameters(), lr=rate)

    def choose(self, state):
        choice = self.policy(torch.as_tensor(state))
        action = choice.sample()
        return action.item(), choice.log_prob(action)

    def update(self, logs, rewards):
        total, returns = 0.0, []
        for reward in reversed(rewards):
            total = reward + 0.99 * total
            returns.insert(0, total)
        loss = -(torch.stack(logs) * torch.tensor(returns)).sum()
        loss.backward()  # expect: TV301
        self.solver.step()  # related: TV301


env = gym.make("CartPole-v1")
learner = Reinforce(Policy(4, 2), rate=1e-2)
for episode in range(500):
    state, _ = env.reset()
    logs, rewards, done = [], [], False
    while not done:
        action, log = learner.choose(state)
        state, reward, done, cut, _ = env.step(action)
        logs.append(log)
        rewards.append(reward)
        done = done or cut
    learner.update(logs, rewards)
