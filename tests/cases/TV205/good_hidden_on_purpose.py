import torch
from torch import nn


class Distiller(nn.Module):
    def __init__(self, teacher, student):
        super().__init__()
        self.teacher = [teacher]  # not to be trained, saved or moved with the student
        self.student = student

    def forward(self, x):
        with torch.no_grad():
            wanted = self.teacher[0](x)
        return self.student(x), wanted


class Ordered(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.norm = nn.BatchNorm1d(4)
        self.order = [self.drop, self.norm]

    def forward(self, x):
        for layer in self.order:
            x = layer(x)
        return x


def build():
    return nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))


teacher = build().eval()
Distiller(teacher, build())(torch.randn(1, 4))
Distiller(build(), build())(torch.randn(1, 4))
Ordered()(torch.randn(2, 4))
