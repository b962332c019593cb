import torch
from torch.utils.data import DataLoader, TensorDataset


def first_images(feed):
    everything = list(feed)  # related: TV103
    images, labels = everything[0]  # expect: TV103
    return images[labels == 1]


print(first_images(DataLoader(TensorDataset(torch.rand(64, 3, 8, 8), torch.ones(64)), batch_size=16)).shape)
