import copy
import random

import gymnasium as gym
import torch
from torch import nn


class Q(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(states, 64), nn.ReLU(), nn.Dropout(0.05), nn.Linear(64, actions))

    def forward(self, x):
        return self.layers(x)


class Agent:
    def __init__(self, states, actions):
        self.online = Q(states, actions)
        self.target = copy.deepcopy(self.online)
        self.target.eval()
        self.solver = torch.optim.Adam(self.online.parameters(), lr=1e-3)
        self.memory = []

    def act(self, state):
        with torch.no_grad():
            return self.online(torch.as_tensor(state)).argmax().item()

    def learn(self):
        states, actions, rewards, following = zip(*random.sample(self.memory, 32))
        with torch.no_grad():
            wanted = torch.tensor(rewards) + 0.99 * self.target(torch.stack(following)).amax(1)
        values = self.online(torch.stack(states))[range(32), actions]
        loss = nn.functional.smooth_l1_loss(values, wanted)
        self.solver.zero_grad()
        loss.backward()
        self.solver.step()

    def sync(self):
        self.target.load_state_dict(self.online.state_dict())


env = gym.make("CartPole-v1")
agent = Agent(4, 2)
for episode in range(200):
    state, _ = env.reset()
    for turn in range(200):
        action = agent.act(state)
        following, reward, done, _, _ = env.step(action)
        agent.memory.append((torch.as_tensor(state), action, reward, torch.as_tensor(following)))
        state = following
        if len(agent.memory) > 500:
            agent.learn()
        if done:
            break
    agent.sync()
