import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nets import Bag


def criterion_for(options):
    weight = torch.tensor([1.0, 2.0, 2.0]) if options.weighted else None
    return nn.CrossEntropyLoss(weight=weight, label_smoothing=options.smoothing)


def main(options):
    net = Bag(100, 3)
    criterion = criterion_for(options)
    solver = torch.optim.Adam(net.parameters())
    for ids, labels in DataLoader(TensorDataset(torch.randint(0, 100, (90, 8)), torch.randint(0, 3, (90,))), batch_size=9):
        loss = criterion(net(ids), labels)  # expect: TV401  # related: TV401
        solver.zero_grad()
        loss.backward()
        solver.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weighted", action="store_true")
    parser.add_argument("--smoothing", type=float, default=0.1)
    main(parser.parse_args())
