import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.utils import save_image


class Artist(nn.Module):
    def __init__(self, noise):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(noise, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 64), nn.Tanh())

    def forward(self, z):
        return self.layers(z).view(-1, 1, 8, 8)


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.LeakyReLU(0.2), nn.Dropout(0.4), nn.Linear(64, 1))

    def forward(self, x):
        return self.layers(x).squeeze(1)


class Gan:
    def __init__(self, noise=16):
        self.noise = noise
        self.artist, self.critic = Artist(noise), Critic()
        self.solver_a = torch.optim.Adam(self.artist.parameters(), 2e-4, (0.5, 0.999))
        self.solver_c = torch.optim.Adam(self.critic.parameters(), 2e-4, (0.5, 0.999))
        self.fixed = torch.randn(16, noise)

    def critic_step(self, real, drawn):
        self.solver_c.zero_grad()
        loss = nn.functional.softplus(-self.critic(real)) + nn.functional.softplus(self.critic(drawn.detach()))
        loss.mean().backward()
        self.solver_c.step()

    def artist_step(self, drawn):
        self.solver_a.zero_grad()
        nn.functional.softplus(-self.critic(drawn)).mean().backward()
        self.solver_a.step()

    def sample(self, name):
        self.artist.eval()
        with torch.no_grad():
            save_image(self.artist(self.fixed), name)

    def fit(self, feed, epochs):
        for epoch in range(epochs):
            self.artist.train()
            for (real,) in feed:
                drawn = self.artist(torch.randn(len(real), self.noise))
                self.critic_step(real, drawn)
                self.artist_step(drawn)
            self.sample(f"{epoch}.png")


Gan().fit(DataLoader(TensorDataset(torch.rand(160, 1, 8, 8)), batch_size=16), epochs=10)
