import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rows = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for phase in range(5):
    for x, y in rows:
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()  # related: TV301
    for i, (x, y) in enumerate(rows):
        try:
            loss = nn.functional.l1_loss(net(x), y) / 4
            loss.backward()  # expect: TV301
            if (i + 1) % 4 == 0:
                opt.step()  # related: TV301
                opt.zero_grad()
        except RuntimeError:
            raise SystemExit("out of memory")
