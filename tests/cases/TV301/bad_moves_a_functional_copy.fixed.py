import torch
from torch import nn
from torch.nn import functional as F


def functional_copy(module):
    copy = module.__new__(type(module))
    copy.__dict__ = module.__dict__.copy()
    copy._parameters = copy._parameters.copy()
    copy._modules = copy._modules.copy()
    for name, parameter in module._parameters.items():
        copy._parameters[name] = None if parameter is None else parameter.clone()
    for name in copy._modules:
        copy._modules[name] = functional_copy(module._modules[name])
    return copy


def move(module, rate, gradients=None):
    if gradients is not None:
        for parameter, gradient in zip(module.parameters(), gradients):
            parameter.grad = gradient
    for name in module._parameters:
        parameter = module._parameters[name]
        if parameter is not None and parameter.grad is not None:
            module._parameters[name] = parameter - rate * parameter.grad
            parameter.grad = None
    for name in module._modules:
        module._modules[name] = move(module._modules[name], rate)
    return module


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
    meta.zero_grad()
    for task in range(4):
        pupil = functional_copy(teacher)
        x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))
        loss = F.cross_entropy(pupil(x), y)
        # What is written to the gradients of the pupil's tensors doesn't touch those of the teacher.
        pupil = move(pupil, 0.1, torch.autograd.grad(loss, pupil.parameters(), create_graph=True))
        F.cross_entropy(pupil(x), y).backward()
    meta.step()
