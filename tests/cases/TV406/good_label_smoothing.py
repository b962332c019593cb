import torch
from torch import nn


class Smoothed(nn.Module):
    def __init__(self, classes, smoothing=0.1):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.classes, self.smoothing = classes, smoothing

    def forward(self, logs, target):
        goal = torch.full_like(logs, self.smoothing / (self.classes - 1))
        goal.scatter_(1, target[:, None], 1 - self.smoothing)
        return self.criterion(logs, goal)


net = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=-1))
print(Smoothed(3)(net(torch.randn(5, 4)), torch.randint(0, 3, (5,))))
