import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def endless(feed):
    while True:
        for (part,) in feed:
            yield part


def train(artist, critic, feed, steps, critic_steps=5):
    artist_solver = torch.optim.RMSprop(artist.parameters(), lr=5e-5)
    critic_solver = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
    real = endless(feed)
    for step in range(steps):
        for _ in range(critic_steps):
            part = next(real)
            critic_solver.zero_grad()
            drawn = artist(torch.randn(len(part), 6)).detach()
            (critic(drawn).mean() - critic(part).mean()).backward()
            critic_solver.step()
        artist_solver.zero_grad()
        (-critic(artist(torch.randn(16, 6))).mean()).backward()
        artist_solver.step()


feed = DataLoader(TensorDataset(torch.randn(160, 2)), batch_size=16, shuffle=True, drop_last=True)
train(nn.Linear(6, 2), nn.Linear(2, 1), feed, steps=1000)
