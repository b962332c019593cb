import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def test_shape():
    rows = DataLoader(TensorDataset(torch.randn(90, 3)), batch_size=9)
    net = nn.Linear(3, 1)
    batch = next(iter(rows))[0]
    with torch.no_grad():
        assert net(batch).shape == (9, 1)
