import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


class Multi(nn.Module):
    def __init__(self, labels):
        super().__init__()
        self.body = resnet18(weights=None)
        self.body.fc = nn.Identity()
        self.out = nn.Linear(512, labels)  # related: TV405

    def forward(self, x):
        return self.out(self.body(x))  # related: TV405


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--labels", type=int, default=14)
    options = parser.parse_args()
    net = Multi(options.labels)
    criterion = nn.BCELoss()
    solver = torch.optim.Adam(net.parameters())
    net.train()
    for images, wanted in DataLoader(TensorDataset(torch.rand(8, 3, 64, 64), torch.rand(8, options.labels)), batch_size=2):
        loss = criterion(net(images), wanted)  # expect: TV405  # related: TV405
        solver.zero_grad()
        loss.backward()
        solver.step()


main()
