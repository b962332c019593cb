from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

NETS = {}


def mlp():
    return nn.Sequential(nn.Linear(5, 10), nn.Dropout(0.3), nn.Linear(10, 2))


@dataclass
class Study:
    nets: tuple
    feed: DataLoader

    def fit(self):
        for net in self.nets:
            net.train()
            solver = torch.optim.Adam(net.parameters())
            for x, y in self.feed:
                solver.zero_grad()
                F.cross_entropy(net(x), y).backward()
                solver.step()

    @torch.no_grad()
    def vote(self):
        for net in self.nets:
            net.eval()
        for x, _ in self.feed:
            print(sum(net(x).softmax(1) for net in self.nets).argmax(1))


feed = DataLoader(TensorDataset(torch.randn(50, 5), torch.randint(0, 2, (50,))), batch_size=5)
NETS["a"], NETS["b"] = mlp(), mlp()
study = Study(tuple(NETS.values()), feed)
study.fit()
study.vote()
[net.eval() for net in NETS.values()]
with torch.no_grad():
    for x, _ in feed:
        print({name: net(x) for name, net in NETS.items()})
