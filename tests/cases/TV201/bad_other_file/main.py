import torch
import torch.nn.functional as F
from networks import Net
from torch.utils.data import DataLoader, TensorDataset
from validation import Validator

data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = Net()
validator = Validator(net, DataLoader(data, batch_size=40))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(10):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)  # expect: TV201
        loss.backward()
        optimizer.step()
    validator.report()  # related: TV201
