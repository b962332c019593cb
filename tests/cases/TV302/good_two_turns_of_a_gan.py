import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Turns:
    def __init__(self):
        self.artist, self.critic = nn.Linear(4, 8), nn.Linear(8, 1)
        self.for_artist = torch.optim.Adam(self.artist.parameters())
        self.for_critic = torch.optim.Adam(self.critic.parameters())

    def artist_turn(self, count):
        self.for_artist.zero_grad()
        (-self.critic(self.artist(torch.randn(count, 4))).mean()).backward()
        self.for_critic.zero_grad()  # what the artist's turn left in the critic
        self.for_artist.step()

    def critic_turn(self, real):
        self.for_critic.zero_grad(set_to_none=True)
        self.critic(real).mean().neg().backward()
        self.for_critic.step()


turns = Turns()
for (real,) in DataLoader(TensorDataset(torch.randn(90, 8)), batch_size=9):
    turns.artist_turn(len(real))
    turns.critic_turn(real)
