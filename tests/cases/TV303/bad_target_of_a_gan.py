import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pair:
    def __init__(self):
        self.artist, self.critic = nn.Linear(4, 8), nn.Linear(8, 1)
        self.artist_solver = torch.optim.Adam(self.artist.parameters(), 2e-4)
        self.critic_solver = torch.optim.Adam(self.critic.parameters(), 2e-4)

    def critic_turn(self, real):
        drawn = self.artist(torch.randn(len(real), 4)).detach()
        loss = self.critic(drawn).mean() - self.critic(real).mean()
        self.artist_solver.zero_grad()  # expect: TV303
        loss.backward()  # related: TV303
        self.critic_solver.step()  # related: TV303
        for p in self.critic.parameters():
            p.data.clamp_(-0.01, 0.01)


pair = Pair()
for (real,) in DataLoader(TensorDataset(torch.randn(90, 8)), batch_size=9):
    pair.critic_turn(real)
