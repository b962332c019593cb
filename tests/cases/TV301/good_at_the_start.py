import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in dl:
        opt.zero_grad(set_to_none=True)
        out = net(x)
        loss = nn.functional.mse_loss(out, y)
        loss.backward()
        opt.step()
