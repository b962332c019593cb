import torch
import torch.nn.functional as F
from torch.utils.data import Dataset


class Noisy(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return F.dropout(self.rows[index], 0.1)


def augment(x):
    return F.dropout(x, 0.1)


print(augment(torch.randn(3)), Noisy(torch.randn(4, 2))[0])
