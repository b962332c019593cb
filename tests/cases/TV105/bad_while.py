import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
done = 0
while done < 50:
    inputs = next(iter(dl))[0]  # expect: TV105
    net(inputs).mean().backward()  # related: TV105
    opt.step()
    opt.zero_grad()
    done += 1
