from torch import nn


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(width, 10)

    def forward(self, x):
        return self.out(self.drop(x))
