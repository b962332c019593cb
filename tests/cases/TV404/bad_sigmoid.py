import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 1))
        self.out = nn.Sigmoid()  # related: TV404

    def forward(self, x):
        return self.out(self.layers(x))  # related: TV404


data = TensorDataset(torch.randn(60, 6), torch.randint(0, 2, (60, 1)).float())
net, linear = Net(), nn.Linear(6, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.Adam([*net.parameters(), *linear.parameters()])
for x, y in DataLoader(data, batch_size=6):
    optimizer.zero_grad()
    chance = net(x)  # related: TV404
    loss = criterion(chance, y)  # expect: TV404
    loss = loss + F.binary_cross_entropy_with_logits(torch.sigmoid(linear(x)), y)  # expect: TV404
    loss = loss + criterion(linear(x).sigmoid().squeeze(1), y.squeeze(1))  # expect: TV404
    loss.backward()
    optimizer.step()
    print(((chance > 0.5) == y).float().mean())
