import torch
from torch import nn

from core.registry import register


@register("plain")
class Plain(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, classes))

    def forward(self, images):
        return torch.softmax(self.layers(images), dim=1)
