import gymnasium as gym
import torch
import torch.nn.functional as F
from torch import nn

env = gym.make("CartPole-v1")
values = nn.Sequential(nn.Linear(4, 64), nn.Dropout(0.1), nn.ReLU(), nn.Linear(64, 2))
target = nn.Sequential(nn.Linear(4, 64), nn.Dropout(0.1), nn.ReLU(), nn.Linear(64, 2))
target.load_state_dict(values.state_dict())
optimizer = torch.optim.Adam(values.parameters())
memory = []
for episode in range(500):
    state, _ = env.reset()
    done = False
    while not done:
        with torch.no_grad():
            action = values(torch.as_tensor(state)).argmax().item()
        following, reward, done, cut, _ = env.step(action)
        memory.append((state, action, reward, following))
        state = following
    for state_then, action_then, reward_then, following_then in memory[-64:]:
        with torch.no_grad():
            wanted = reward_then + 0.99 * target(torch.as_tensor(following_then)).max()
        loss = F.smooth_l1_loss(values(torch.as_tensor(state_then))[action_then], wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
