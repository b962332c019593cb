import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical


class ActorCritic(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(states, 64), nn.Tanh())
        self.actor, self.critic = nn.Linear(64, actions), nn.Linear(64, 1)  # related: TV407

    def forward(self, state):
        hidden = self.body(state)
        return self.actor(hidden), self.critic(hidden)  # related: TV407


class Squashed(ActorCritic):
    def forward(self, state):
        scores, value = super().forward(state)
        return torch.softmax(scores, dim=-1), value  # related: TV407


class Agent:
    def __init__(self, net):
        self.net = net
        self.solver = torch.optim.Adam(net.parameters(), lr=3e-4)

    def act(self, state):
        scores, value = self.net(state)  # related: TV407
        choice = Categorical(probs=scores)  # expect: TV407
        action = choice.sample()
        return action.item(), choice.log_prob(action), value


env = gym.make("CartPole-v1")
agent = Agent(ActorCritic(4, 2))
state, _ = env.reset()
print(agent.act(torch.as_tensor(state)))
chances, value = Squashed(4, 2)(torch.as_tensor(state))  # related: TV407
print(Categorical(logits=chances).entropy())  # expect: TV407
