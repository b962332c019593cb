import torch
import torch.nn.functional as F


def fit_twice(net, batches):
    first = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches:
        first.zero_grad()
        F.cross_entropy(net(x), y).backward()
        first.step()
    second = torch.optim.SGD(net.parameters(), lr=0.01)
    for x, y in batches:
        F.cross_entropy(net(x), y).backward()
        second.zero_grad()  # expect: TV302
        second.step()
