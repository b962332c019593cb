import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Learner:
    def __init__(self):
        self.body, self.head = nn.Linear(8, 16), nn.Linear(16, 2)
        self.all = torch.optim.SGD([*self.body.parameters(), *self.head.parameters()], lr=0.1)
        self.only_head = torch.optim.SGD(self.head.parameters(), lr=0.5)

    def scores(self, x):
        return self.head(torch.relu(self.body(x)))

    def learn(self, x, y):
        self.all.zero_grad()
        nn.functional.cross_entropy(self.scores(x), y).backward()
        self.all.step()  # related: TV301
        nn.functional.multi_margin_loss(self.scores(x), y).backward()  # expect: TV301
        self.only_head.step()  # related: TV301


learner = Learner()
for x, y in DataLoader(TensorDataset(torch.randn(64, 8), torch.randint(0, 2, (64,))), batch_size=8):
    learner.learn(x, y)
