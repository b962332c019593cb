import torch
import torch.nn.functional as F
from mystery import Network
from torch import nn

x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.nll_loss(Network()(x), y), nn.NLLLoss()(torch.load("scores.pt"), y))


def loss_of(output, target):
    return F.nll_loss(output, target)
