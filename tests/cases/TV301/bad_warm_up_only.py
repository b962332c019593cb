import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(net, feed, warm, epochs):
    slow = torch.optim.SGD(net.parameters(), lr=1e-4)
    fast = torch.optim.SGD(net.parameters(), lr=1e-1, momentum=0.9)
    for epoch in range(epochs):
        for x, y in feed:
            loss = nn.functional.l1_loss(net(x), y)
            if epoch < warm:
                slow.zero_grad()
                loss.backward()
                slow.step()  # related: TV301
            else:
                loss.backward()  # expect: TV301
                fast.step()  # related: TV301


rows = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
train(nn.Linear(3, 1), DataLoader(rows, batch_size=9), warm=2, epochs=10)
