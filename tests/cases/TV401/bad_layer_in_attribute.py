import torch
from torch import nn


class WithAct(nn.Module):
    def __init__(self, features=10, classes=3):
        super().__init__()
        self.fc = nn.Linear(features, classes)
        self.act = nn.Softmax(dim=1)  # related: TV401

    def forward(self, x):
        x = self.fc(x)
        x = self.act(x)  # related: TV401
        return x


class Base(nn.Module):
    def classify(self, x):
        return torch.softmax(self.last(x), dim=-1)  # related: TV401

    def forward(self, x):
        return self.classify(x)  # related: TV401


class Derived(Base):
    def __init__(self, normalize=True):
        super().__init__()
        self.last = nn.Linear(10, 3)
        self.normalize = normalize


class Flagged(nn.Module):
    def __init__(self, apply_softmax=False):
        super().__init__()
        self.last = nn.Linear(10, 3)
        self.apply_softmax = apply_softmax

    def forward(self, x):
        x = self.last(x)
        if self.apply_softmax:
            x = x.softmax(1)  # related: TV401
        return x


loss_fn = nn.CrossEntropyLoss(weight=torch.ones(3))
x, y = torch.randn(5, 10), torch.randint(0, 3, (5,))
loss_fn(WithAct()(x), y).backward()  # expect: TV401  # related: TV401
loss_fn(Derived()(x), y).backward()  # expect: TV401  # related: TV401
loss_fn(Flagged(apply_softmax=True)(x), y).backward()  # expect: TV401  # related: TV401
loss_fn(Flagged()(x), y).backward()
