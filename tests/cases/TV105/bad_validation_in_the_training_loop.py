import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
train_rows = DataLoader(ds, batch_size=9, shuffle=True)
held_out = DataLoader(ds, batch_size=30)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in train_rows:
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        a, b = next(iter(held_out))  # expect: TV105
        print(nn.functional.mse_loss(net(a), b))  # related: TV105
