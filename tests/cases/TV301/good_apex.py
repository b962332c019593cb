import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from apex import amp

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
net, opt = amp.initialize(net, opt, opt_level="O1")
for x, y in dl:
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    with amp.scale_loss(loss, opt) as scaled:
        scaled.backward()
    opt.step()
