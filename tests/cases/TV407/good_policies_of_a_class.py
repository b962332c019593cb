import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical, Normal


class Policy(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(states, 32), nn.ReLU(), nn.Linear(32, actions))

    def forward(self, state):
        return torch.softmax(self.layers(state), dim=-1)


class Scores(Policy):
    def forward(self, state):
        return self.layers(state)


class Gaussian(nn.Module):
    def __init__(self, states):
        super().__init__()
        self.mean = nn.Linear(states, 1)
        self.log_std = nn.Parameter(torch.zeros(1))

    def forward(self, state):
        return Normal(self.mean(state), self.log_std.exp())


class Agent:
    def __init__(self, policy, from_scores):
        self.policy, self.from_scores = policy, from_scores
        self.solver = torch.optim.Adam(policy.parameters(), lr=1e-2)

    def choose(self, state):
        out = self.policy(state)
        choice = Categorical(logits=out) if self.from_scores else Categorical(out)
        action = choice.sample()
        return action, choice.log_prob(action), choice.entropy()

    def learn(self, states, actions, advantages):
        chances = self.policy(states)
        logs = torch.log(chances.gather(1, actions[:, None]).squeeze(1))
        loss = -(logs * advantages).mean()
        self.solver.zero_grad()
        loss.backward()
        self.solver.step()


env = gym.make("CartPole-v1")
state, _ = env.reset()
for agent in (Agent(Policy(4, 2), False), Agent(Scores(4, 2), True)):
    action, log, entropy = agent.choose(torch.as_tensor(state))
Agent(Policy(4, 2), False).learn(torch.randn(8, 4), torch.randint(0, 2, (8,)), torch.randn(8))
print(Gaussian(4)(torch.as_tensor(state)).sample())
