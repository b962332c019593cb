import torch
from torch.utils.data import DataLoader, TensorDataset


def test_shape():
    rows = DataLoader(TensorDataset(torch.randn(90, 3)), batch_size=9)
    assert next(iter(rows))[0].shape == (9, 3)
