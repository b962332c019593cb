import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, classes), nn.Softmax(dim=-1))

    def forward(self, x):
        return self.layers(x)

    def scores(self, x):
        return self.layers[:-1](x)

    def by_hand(self, x):
        for layer in list(self.layers)[:-1]:
            x = layer(x)
        return x

    def one_by_one(self, x):
        *early, _ = self.layers.children()
        for layer in early:
            x = layer(x)
        return x


head = Head(6, 3)
without = nn.Sequential(*list(head.layers.children())[:-1])
solver = torch.optim.Adam(head.parameters())
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 3, (60,))), batch_size=6):
    loss = F.cross_entropy(head.scores(x), y) + F.cross_entropy(head.by_hand(x), y)
    loss = loss + F.cross_entropy(without(x), y) + F.cross_entropy(head.one_by_one(x), y)
    solver.zero_grad()
    loss.backward()
    solver.step()
    print(head(x).argmax(1))
