import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import CrossEntropyLoss
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.last = nn.Linear(4, 3)

    def forward(self, x):
        return self.last(F.relu(self.conv(x)).mean(dim=(2, 3)))


data = TensorDataset(torch.rand(30, 1, 8, 8), torch.randint(0, 3, (30,)))
net = Net()
criterion = nn.CrossEntropyLoss(ignore_index=-1)
other = CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters())
for x, y in DataLoader(data, batch_size=5):
    optimizer.zero_grad()
    out = net(x)
    loss = F.cross_entropy(out, y)
    loss = loss + criterion(out, y)
    loss = loss + other(net(x), y)
    loss.backward()
    optimizer.step()
