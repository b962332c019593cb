import torch
import torch.nn.functional as F
from torch import nn


class Both(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        logits = self.layer(x)
        return logits, F.softmax(logits, dim=1)


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        logits = self.layer(x)
        return {"logits": logits, "probs": logits.softmax(1)}


class OnlyForInference(nn.Module):
    def __init__(self, probabilities=False):
        super().__init__()
        self.layer = nn.Linear(4, 3)
        self.probabilities = probabilities

    def forward(self, x):
        logits = self.layer(x)
        if self.training:
            return logits
        return logits.softmax(1) if self.probabilities else logits


class AllButTheLast(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

    def forward(self, x):
        return self.token[0](x)


x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
logits, probs = Both()(x)
print(F.cross_entropy(logits, y), F.cross_entropy(Both()(x)[0], y), probs)
print(F.cross_entropy(Named()(x)["logits"], y))
print(F.cross_entropy(OnlyForInference()(x), y))
print(F.cross_entropy(AllButTheLast()(x), y))
whole = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
print(F.cross_entropy(whole[:-1](x), y))
print(F.cross_entropy(whole[0](x), y))
