import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        scores = self.layer(x)
        if self.training:
            return scores
        return scores.softmax(dim=1)  # related: TV401


data = TensorDataset(torch.randn(60, 4), torch.randint(0, 3, (60,)))
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(10):
    net.train()
    for x, y in DataLoader(data, batch_size=6):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        for x, y in DataLoader(data, batch_size=60):
            print(F.cross_entropy(net(x), y).item())  # expect: TV401  # related: TV401
