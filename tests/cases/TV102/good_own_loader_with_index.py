import torch

class DataLoader:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, i):
        return self.rows[i]


dl = DataLoader(torch.randn(9, 3))
print(dl[0])
