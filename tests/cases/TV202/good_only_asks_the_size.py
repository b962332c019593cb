import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten())
        with torch.no_grad():
            width = self.features(torch.zeros(1, 3, 16, 16)).shape[1]
        self.last = nn.Linear(width, 2)

    def forward(self, x):
        return self.last(self.features(x))


net = Net()
with torch.no_grad():
    print(net(torch.zeros(2, 3, 16, 16)).shape)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for x, y in DataLoader(TensorDataset(torch.randn(80, 3, 16, 16), torch.randint(0, 2, (80,))), batch_size=10):
    optimizer.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimizer.step()
