import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


def tower():
    return nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Dropout(0.25), nn.Linear(24, 6))


class TwoTowers:
    def __init__(self, feed):
        self.queries, self.items = tower(), tower()
        self.towers = [self.queries, self.items]
        self.feed = feed
        self.solver = optim.Adam([{"params": t.parameters()} for t in self.towers], lr=1e-3)

    def similarity(self, q, i):
        return (self.queries(q) * self.items(i)).sum(1)  # expect: TV201

    def recall(self):
        for t in self.towers:
            t.eval()  # related: TV201
        with torch.no_grad():
            found = sum((self.similarity(q, i) > 0).sum().item() for q, i in self.feed)
        self.queries.train()
        return found

    def run(self, epochs):
        for epoch in range(epochs):
            for q, i in self.feed:
                loss = nn.functional.softplus(-self.similarity(q, i)).mean()
                self.solver.zero_grad()
                loss.backward()
                self.solver.step()
            print(epoch, self.recall())  # related: TV201


TwoTowers(DataLoader(TensorDataset(torch.randn(90, 12), torch.randn(90, 12)), batch_size=9)).run(10)
