import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from looping import go

if __name__ == "__main__":
    net = nn.Linear(3, 1)
    feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
    go(net, feed, torch.optim.SGD(net.parameters(), lr=0.1))
