import torch
from ignite.engine import Engine
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)


def process(engine, batch):
    x, y = batch
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # expect: TV301
    opt.step()  # related: TV301
    return loss.item()


Engine(process).run(DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9), max_epochs=5)
