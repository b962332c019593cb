import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        return self.head(self.backbone(x).mean(dim=(2, 3)))


def main(fix_bn):
    data = TensorDataset(torch.randn(80, 3, 8, 8), torch.randint(0, 4, (80,)))
    detector = Detector()
    optimizer = torch.optim.SGD(detector.head.parameters(), lr=0.1)
    for epoch in range(10):
        detector.train()
        detector.backbone.eval()
        for x, y in DataLoader(data, batch_size=10):
            optimizer.zero_grad()
            F.cross_entropy(detector(x), y).backward()
            optimizer.step()
    for epoch in range(10):
        detector.train(not fix_bn)
        for x, y in DataLoader(data, batch_size=10):
            optimizer.zero_grad()
            F.cross_entropy(detector(x), y).backward()
            optimizer.step()


main(True)
