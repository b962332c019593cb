import torch
from torch.optim import SGD
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.rand(100, 3), torch.rand(100, 1))
m = torch.nn.Linear(3, 1)
o = SGD(m.parameters(), lr=0.05, momentum=0.9)
for e in range(3):
    for a, b in DataLoader(ds, batch_size=10):
        l = torch.nn.functional.l1_loss(m(a), b)
        o.zero_grad()
        l.backward()
        o.step()
