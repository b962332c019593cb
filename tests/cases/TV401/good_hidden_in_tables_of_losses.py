import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CRITERIA = {"nll": nn.NLLLoss, "ce": nn.CrossEntropyLoss, "mse": nn.MSELoss}
ENDS = {"nll": nn.LogSoftmax(dim=1), "ce": nn.Identity(), "mse": nn.Softmax(dim=1)}


class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.fc, self.end = nn.Linear(7, 3), ENDS[kind]

    def forward(self, x):
        return self.end(self.fc(x))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=list(CRITERIA), default="ce")
    kind = parser.parse_args().kind
    for known in ("nll", "ce"):
        net, criterion = Net(known), CRITERIA[known]()
        for x, y in DataLoader(TensorDataset(torch.randn(60, 7), torch.randint(0, 3, (60,))), batch_size=6):
            print(criterion(net(x), y))
    net, criterion = Net(kind), CRITERIA[kind]()
    for x, y in DataLoader(TensorDataset(torch.randn(60, 7), torch.randint(0, 3, (60,))), batch_size=6):
        print(criterion(net(x), y))


main()
