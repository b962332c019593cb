from torch import nn


class Rater(nn.Module):
    def __init__(self, users, items):
        super().__init__()
        self.user = nn.Embedding(users, 16)
        self.item = nn.Embedding(items, 16)
        self.score = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))

    def forward(self, users, items):
        import torch

        return self.score(torch.cat([self.user(users), self.item(items)], dim=1)).squeeze(1)
