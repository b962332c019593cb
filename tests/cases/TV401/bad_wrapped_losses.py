import torch
import torch.nn.functional as F
from torch import nn


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0):
        super().__init__()
        self.gamma = gamma

    def forward(self, scores, target):
        entropy = F.cross_entropy(scores, target, reduction="none")  # expect: TV401
        return ((1 - torch.exp(-entropy)) ** self.gamma * entropy).mean()


net = nn.Sequential(nn.Linear(10, 4), nn.Softmax(dim=1))  # related: TV401
FocalLoss()(net(torch.randn(8, 10)), torch.randint(0, 4, (8,))).backward()
