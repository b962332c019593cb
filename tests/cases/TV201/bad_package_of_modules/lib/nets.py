from torch import nn


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, width), nn.ReLU(), nn.Dropout(0.3), nn.Linear(width, 3))

    def forward(self, x):
        return self.layers(x)


def build(width):
    return Mlp(width)
