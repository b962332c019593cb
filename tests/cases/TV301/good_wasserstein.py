import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def gradient_penalty(critic, real, drawn):
    share = torch.rand(len(real), 1)
    mixed = (share * real + (1 - share) * drawn).requires_grad_(True)
    (slopes,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    return ((slopes.norm(2, dim=1) - 1) ** 2).mean()


class Wgan:
    def __init__(self, options):
        self.options = options
        self.artist = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 2))
        self.critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        self.opt_a = torch.optim.Adam(self.artist.parameters(), 1e-4, (0.0, 0.9))
        self.opt_c = torch.optim.Adam(self.critic.parameters(), 1e-4, (0.0, 0.9))

    def fit(self, feed):
        for turn, (real,) in enumerate(feed):
            drawn = self.artist(torch.randn(len(real), 8))
            self.opt_c.zero_grad()
            loss = self.critic(drawn.detach()).mean() - self.critic(real).mean()
            loss = loss + 10 * gradient_penalty(self.critic, real, drawn.detach())
            loss.backward()
            self.opt_c.step()
            if turn % self.options.critic_turns == 0:
                self.opt_a.zero_grad()
                (-self.critic(self.artist(torch.randn(len(real), 8))).mean()).backward()
                self.opt_a.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--critic-turns", type=int, default=5)
    feed = DataLoader(TensorDataset(torch.randn(640, 2)), batch_size=64)
    Wgan(parser.parse_args()).fit(feed)
