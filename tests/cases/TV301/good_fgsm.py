import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.rand(90, 3), torch.randint(0, 2, (90,))), batch_size=9)
net = nn.Linear(3, 2).eval()
for x, y in dl:
    x.requires_grad = True
    loss = nn.functional.cross_entropy(net(x), y)
    net.zero_grad()
    loss.backward()
    attacked = x + 0.1 * x.grad.sign()
    print((net(attacked).argmax(1) == y).float().mean())
