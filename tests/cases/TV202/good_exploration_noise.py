import torch
import torch.nn.functional as F
from torch import nn

policy = nn.Sequential(nn.Linear(4, 64), nn.Dropout(0.1), nn.Tanh(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(policy.parameters())
state = torch.zeros(4)
for episode in range(100):
    states, rewards = [], []
    for _ in range(50):
        with torch.no_grad():
            action = policy(state)
        states.append(state)
        rewards.append(-action.norm())
        state = state + 0.1 * torch.randn(4)
    for then, reward in zip(states, rewards):
        optimizer.zero_grad()
        F.mse_loss(policy(then).norm(), reward).backward()
        optimizer.step()
