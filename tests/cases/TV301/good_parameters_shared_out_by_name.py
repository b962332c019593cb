"""Two optimizers share the parameters out by their names: one never steps what the other does."""

import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.table(x).detach().mean(1))

    def spread(self):
        return self.table.weight.square().mean()


def by_comprehension(net):
    heads = [p for name, p in net.named_parameters() if not name.startswith("table")]
    tables = [p for name, p in net.named_parameters() if name.startswith("table")]
    return torch.optim.Adam(heads), torch.optim.Adam(tables)


def by_key(net):
    by_name = dict(net.named_parameters())
    names = {
        "heads": {name for name in by_name if not name.startswith("table")},
        "tables": {name for name in by_name if name.startswith("table")},
    }
    made = {key: torch.optim.Adam(by_name[name] for name in sorted(names[key])) for key in names}
    return made["heads"], made["tables"]


def fit(optimizers):
    net = Reader()
    heads, tables = optimizers(net)
    data = TensorDataset(torch.randint(0, 50, (64, 5)), torch.randint(0, 2, (64,)))
    for x, y in DataLoader(data, batch_size=8):
        heads.zero_grad()
        tables.zero_grad()
        functional.cross_entropy(net(x), y).backward()
        heads.step()
        net.spread().backward()
        tables.step()


fit(by_comprehension)
fit(by_key)
