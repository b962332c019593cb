import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import gymnasium as gym

env = gym.make("CartPole-v1")
policy = nn.Linear(4, 2)
opt = torch.optim.Adam(policy.parameters())
decay = torch.optim.lr_scheduler.StepLR(opt, 10)
for episode in range(100):
    state, _ = env.reset()
    logs, done = [], False
    while not done:
        choice = torch.distributions.Categorical(logits=policy(torch.as_tensor(state)))
        action = choice.sample()
        logs.append(choice.log_prob(action))
        state, reward, done, _, _ = env.step(action.item())
    loss = -torch.stack(logs).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
    decay.step()
