import torch
from torch.utils.data import DataLoader, Subset, TensorDataset


def split(rows, held_out):
    order = torch.randperm(len(rows)).tolist()
    kept, rest = order[held_out:], order[:held_out]
    return DataLoader(Subset(rows, kept), batch_size=8, shuffle=True), DataLoader(Subset(rows, rest), batch_size=8)


train_feed, dev_feed = split(TensorDataset(torch.randn(80, 3), torch.randn(80)), held_out=16)
print(train_feed.dataset[0])
inputs, wanted = train_feed[0]  # expect: TV102
print(inputs.shape, wanted.shape)
