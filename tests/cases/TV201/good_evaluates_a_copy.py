import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make():
    return nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))


def error(net, loader):
    net.eval()
    with torch.no_grad():
        return sum(F.mse_loss(net(x), y).item() for x, y in loader)


data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
live, average = make(), make()
average.load_state_dict(live.state_dict())
average.eval()
optimizer = torch.optim.Adam(live.parameters())
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.mse_loss(live(x), y).backward()
        optimizer.step()
        with torch.no_grad():
            for slow, fast in zip(average.parameters(), live.parameters()):
                slow.lerp_(fast, 0.01)
    print(error(copy.deepcopy(live), DataLoader(data, batch_size=40)))
    print(error(average, DataLoader(data, batch_size=40)))
    rebuilt = make()
    rebuilt.load_state_dict(live.state_dict())
    print(error(rebuilt, DataLoader(data, batch_size=40)))
