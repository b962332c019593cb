import torch
from torch import nn


class Apprentice:
    def __init__(self):
        self.hand = nn.Linear(3, 3)
        self.master = torch.optim.SGD(self.hand.parameters(), lr=0.1)

    def copy(self, shapes):
        for shape in shapes:
            self.master.zero_grad()
            rough = shape + torch.randn(3)
            gap = (self.hand(rough) - shape).square().mean()
            gap.backward()
            self.master.step()

    def mirror(self, shapes):
        for shape in shapes:
            turned = shape.flip(0)
            gap = (self.hand(turned) - shape).square().mean()
            gap.backward()  # expect: TV301
            self.master.step()


def fit(net, solver, batches):
    for x, y in batches:
        loss = nn.functional.mse_loss(net(x), y)
        solver.zero_grad()
        loss.backward()
        solver.step()


def again(net, solver, batches):
    for x, y in batches:
        loss = nn.functional.l1_loss(net(x), y)
        solver.zero_grad()
        loss.backward()
        solver.step()


apprentice = Apprentice()
apprentice.copy([torch.randn(3) for _ in range(9)])
apprentice.mirror([torch.randn(3) for _ in range(9)])
other = nn.Linear(3, 3)
fit(other, torch.optim.Adam(other.parameters()), [(torch.randn(2, 3), torch.randn(2, 3)) for _ in range(4)])
again(other, torch.optim.Adam(other.parameters()), [(torch.randn(2, 3), torch.randn(2, 3)) for _ in range(4)])
