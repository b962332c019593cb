import torch
from torch import nn
from torch.nn import functional as F


def functional_copy(module):
    copy = module.__new__(type(module))
    copy.__dict__ = module.__dict__.copy()
    copy._parameters = {key: p if p is None else p.clone() for key, p in module._parameters.items()}
    copy._modules = {key: functional_copy(child) for key, child in module._modules.items()}
    return copy


class Learner(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.hidden(x).relu())


teacher = Learner()
meta = torch.optim.Adam(teacher.parameters())
for lesson in range(100):
    total = 0.0
    for task in range(4):
        pupil = functional_copy(teacher)
        x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))
        total = total + F.cross_entropy(pupil(x), y)
    meta.zero_grad()
    total.backward()
    meta.step()
