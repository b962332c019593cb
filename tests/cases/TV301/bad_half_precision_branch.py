import argparse

import torch
from torch import nn
from torch.cuda.amp import GradScaler, autocast
from torch.utils.data import DataLoader, TensorDataset


class Loop:
    def __init__(self, options):
        self.options = options
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(288, 5)).cuda()
        self.solver = torch.optim.SGD(self.net.parameters(), lr=options.rate)
        self.scaler = GradScaler()
        self.measure = nn.CrossEntropyLoss()

    def batch(self, x, y):
        x, y = x.cuda(), y.cuda()
        if self.options.amp:
            with autocast():
                loss = self.measure(self.net(x), y)
            self.scaler.scale(loss).backward()  # expect: TV301
            self.scaler.unscale_(self.solver)
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            self.scaler.step(self.solver)  # related: TV301
            self.scaler.update()
        else:
            loss = self.measure(self.net(x), y)
            self.solver.zero_grad()  # related: TV301
            loss.backward()
            self.solver.step()
        return loss.item()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--amp", action="store_true")
    parser.add_argument("--rate", type=float, default=0.01)
    loop = Loop(parser.parse_args())
    for x, y in DataLoader(TensorDataset(torch.rand(64, 3, 8, 8), torch.randint(0, 5, (64,))), batch_size=8):
        print(loop.batch(x, y))
