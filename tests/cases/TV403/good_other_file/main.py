import torch
from models import Net
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = Net()
criterion = nn.NLLLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
for x, y in DataLoader(data, batch_size=8):
    optimizer.zero_grad()
    criterion(net(x), y).backward()
    optimizer.step()
