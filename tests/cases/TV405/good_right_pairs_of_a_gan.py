import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
        self.end = nn.Sigmoid()

    def forward(self, x):
        return self.end(self.main(x)).squeeze(1)


class Links(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(30, 8)

    def forward(self, a, b):
        return torch.sigmoid((self.embed(a) * self.embed(b)).sum(1))


critic, artist, links = Critic(), nn.Linear(4, 2), Links()
measure = nn.BCELoss()
solver = torch.optim.Adam([*critic.parameters(), *artist.parameters(), *links.parameters()])
for (real,) in DataLoader(TensorDataset(torch.randn(64, 2)), batch_size=8):
    drawn = artist(torch.randn(8, 4))
    loss = measure(critic(real), torch.ones(8)) + measure(critic(drawn), torch.zeros(8))
    a, b = torch.randint(0, 30, (2, 8))
    loss = loss + F.binary_cross_entropy(links(a, b), torch.ones(8))
    loss = loss + F.binary_cross_entropy(torch.softmax(critic.main(real), dim=0), torch.zeros(8, 1))
    solver.zero_grad()
    loss.backward()
    solver.step()
