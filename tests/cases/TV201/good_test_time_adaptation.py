import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


def adapt(network, stream):
    network.eval()
    optimizer = optim.SGD(network.parameters(), lr=1e-3)
    predictions = []
    for (x,) in stream:
        logits = network(x)
        entropy = -(logits.softmax(1) * logits.log_softmax(1)).sum(1).mean()
        optimizer.zero_grad()
        entropy.backward()
        optimizer.step()
        predictions.append(logits.argmax(1))
    return predictions


network = nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))
network.load_state_dict(torch.load("source.pt"))
print(adapt(network, DataLoader(TensorDataset(torch.randn(80, 6)), batch_size=10)))
