import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import binary_cross_entropy_with_logits


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 1))

    def forward(self, x):
        return self.layers(x)


net = Net()
criterion = nn.BCEWithLogitsLoss(reduction="sum")
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(criterion(net(x), y))
print(F.binary_cross_entropy_with_logits(net(x).squeeze(1), y.squeeze(1)))
print(binary_cross_entropy_with_logits(net(x), y, reduction="none"))
