import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter


class Board:
    def __init__(self, folder, pictures: DataLoader):
        self.writer = SummaryWriter(folder)
        self.pictures = pictures

    def begin(self, net):
        shown = list(self.pictures)[0][0]  # expect: TV103
        self.writer.add_images("first", shown)
        self.writer.add_graph(net, [part for part in self.pictures][0][0])  # expect: TV103


feed = DataLoader(TensorDataset(torch.rand(64, 3, 8, 8), torch.zeros(64)), batch_size=16)
Board("runs", feed).begin(nn.Conv2d(3, 4, 3))
