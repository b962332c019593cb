import torch
import torch.nn.functional as F
from torch import nn


class Attack:
    def __init__(self, victim, radius, size, turns):
        self.victim = victim.eval()
        self.radius, self.size, self.turns = radius, size, turns

    def __call__(self, x, y):
        delta = torch.zeros_like(x).requires_grad_()
        for _ in range(self.turns):
            loss = F.cross_entropy(self.victim(x + delta), y)
            loss.backward()  # expect: TV301
            delta.data = (delta + self.size * delta.grad.detach().sign()).clamp(-self.radius, self.radius)  # related: TV301
        return (x + delta).detach()


victim = nn.Sequential(nn.Flatten(), nn.Linear(48, 32), nn.ReLU(), nn.Linear(32, 3))
print(Attack(victim, 0.03, 0.01, 10)(torch.rand(2, 3, 4, 4), torch.tensor([0, 2])).shape)
