import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def uncertainty(net, x, samples=30):
    net.train()
    with torch.no_grad():
        answers = torch.stack([net(x).softmax(1) for _ in range(samples)])
    return answers.mean(0), answers.std(0)


def uncertainty_in_loop(net, x, samples=30):
    net.train()
    answers = []
    with torch.no_grad():
        for _ in range(samples):
            answers.append(net(x).softmax(1))
    return torch.stack(answers).std(0)


def only_dropout_on(net, loader, samples=30):
    net.eval()
    for layer in net.modules():
        if isinstance(layer, nn.Dropout):
            layer.train()
    spread = []
    with torch.no_grad():
        for x, _ in loader:
            spread.append(torch.stack([net(x) for _ in range(samples)]).std(0))
    return spread


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
print(uncertainty(net, torch.randn(3, 6)))
print(uncertainty_in_loop(net, torch.randn(3, 6)))
print(only_dropout_on(net, DataLoader(data, batch_size=40)))
