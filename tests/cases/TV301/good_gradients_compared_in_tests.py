import copy
import unittest

import torch
from torch import nn


class GradientTest(unittest.TestCase):
    def setUp(self):
        self.net = nn.Linear(3, 1)
        self.x = torch.randn(5, 3)

    def test_twice_is_double(self):
        self.net(self.x).sum().backward()
        once = self.net.weight.grad.clone()
        self.net(self.x).sum().backward()
        self.assertTrue(torch.allclose(2 * once, self.net.weight.grad))

    def test_optimizers_agree(self):
        other = copy.deepcopy(self.net)
        mine = torch.optim.SGD(self.net.parameters(), lr=0.1)
        theirs = torch.optim.SGD(other.parameters(), lr=0.1, foreach=True)
        self.net(self.x).sum().backward()
        mine.step()
        other(self.x).sum().backward()
        theirs.step()
        self.assertTrue(torch.equal(self.net.weight, other.weight))


def test_one_step_lowers_the_loss():
    net = nn.Linear(3, 1)
    solver = torch.optim.SGD(net.parameters(), lr=0.01)
    x, y = torch.randn(8, 3), torch.randn(8, 1)
    before = nn.functional.mse_loss(net(x), y)
    before.backward()
    solver.step()
    assert nn.functional.mse_loss(net(x), y) < before
