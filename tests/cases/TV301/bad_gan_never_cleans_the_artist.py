import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main(options):
    artist = nn.Sequential(nn.Linear(options.noise, 32), nn.ReLU(), nn.Linear(32, 2))
    critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
    a_solver = torch.optim.Adam(artist.parameters(), lr=2e-4, betas=(0.5, 0.999))
    c_solver = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.5, 0.999))
    adversarial = nn.BCEWithLogitsLoss()
    for epoch in range(options.epochs):
        for i, (real,) in enumerate(DataLoader(TensorDataset(torch.randn(320, 2)), batch_size=32)):
            valid, fake = torch.ones(len(real), 1), torch.zeros(len(real), 1)
            drawn = artist(torch.randn(len(real), options.noise))
            a_loss = adversarial(critic(drawn), valid)
            a_loss.backward()  # expect: TV301
            a_solver.step()  # related: TV301
            c_solver.zero_grad()
            c_loss = (adversarial(critic(real), valid) + adversarial(critic(drawn.detach()), fake)) / 2
            c_loss.backward()
            c_solver.step()


parser = argparse.ArgumentParser()
parser.add_argument("--noise", type=int, default=8)
parser.add_argument("--epochs", type=int, default=200)
main(parser.parse_args())
