import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

scorer = nn.Linear(6, 3)
batches = DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12)
updater = torch.optim.Adam(scorer.parameters())
for points, labels in batches:
    out = scorer(points)
    loss = nn.functional.cross_entropy(out, labels)
    updater.zero_grad()
    loss.backward()
    updater.step()
    print((out.argmax(dim=1) == labels).float().mean())


def unrelated(out):
    return out.exp()


for points, labels in batches:
    out = scorer(points)
    updater.zero_grad()
    nn.functional.cross_entropy(out, labels).backward()
    updater.step()
