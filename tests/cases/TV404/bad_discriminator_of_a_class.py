import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Critic(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, channels, 4, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(channels, 1, 4, 2, 1),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )

    def forward(self, x):
        return torch.sigmoid(self.main(x)).view(-1)  # related: TV404


class Gan:
    def __init__(self, options):
        self.critic = Critic(options.channels)
        self.artist = nn.Sequential(nn.ConvTranspose2d(options.noise, 3, 8), nn.Tanh())
        self.measure = nn.BCEWithLogitsLoss()
        self.solvers = [torch.optim.Adam(net.parameters(), 2e-4) for net in (self.critic, self.artist)]
        self.noise = options.noise

    def turn(self, real):
        ones, zeros = torch.ones(len(real)), torch.zeros(len(real))
        drawn = self.artist(torch.randn(len(real), self.noise, 1, 1))
        self.solvers[0].zero_grad()
        loss = self.measure(self.critic(real), ones)  # expect: TV404  # related: TV404
        loss = loss + self.measure(self.critic(drawn.detach()), zeros)  # expect: TV404  # related: TV404
        loss.backward()
        self.solvers[0].step()
        self.solvers[1].zero_grad()
        self.measure(self.critic(drawn), ones).backward()  # expect: TV404  # related: TV404
        self.solvers[1].step()


parser = argparse.ArgumentParser()
parser.add_argument("--channels", type=int, default=16)
parser.add_argument("--noise", type=int, default=16)
gan = Gan(parser.parse_args())
for (real,) in DataLoader(TensorDataset(torch.rand(64, 3, 8, 8)), batch_size=8):
    gan.turn(real)
