import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 1))

    def forward(self, x):
        return self.layers(x)


data = TensorDataset(torch.randn(60, 6), torch.randint(0, 2, (60, 1)).float())
net, linear = Net(), nn.Linear(6, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.Adam([*net.parameters(), *linear.parameters()])
for x, y in DataLoader(data, batch_size=6):
    optimizer.zero_grad()
    chance = net(x)
    loss = criterion(chance, y)
    loss = loss + F.binary_cross_entropy_with_logits(linear(x), y)
    loss = loss + criterion(linear(x).squeeze(1), y.squeeze(1))
    loss.backward()
    optimizer.step()
    print(((torch.sigmoid(chance) > 0.5) == y).float().mean())
