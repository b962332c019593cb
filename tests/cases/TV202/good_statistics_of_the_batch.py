import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def block(before, after):
    return nn.Sequential(nn.Conv2d(before, after, 3), nn.BatchNorm2d(after, track_running_stats=False), nn.ReLU())


class FewShot(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(block(3, 16), block(16, 16))
        self.style = nn.InstanceNorm2d(16)

    def forward(self, x):
        return self.style(self.body(x)).mean((2, 3))


net = FewShot()
solver = torch.optim.Adam(net.parameters())
for support, query in DataLoader(TensorDataset(torch.rand(40, 3, 9, 9), torch.rand(40, 3, 9, 9)), batch_size=4):
    solver.zero_grad()
    F.mse_loss(net(support), net(query)).backward()
    solver.step()
with torch.no_grad():
    print(net(torch.rand(1, 3, 9, 9)))
