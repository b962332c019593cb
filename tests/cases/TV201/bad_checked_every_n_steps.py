"""A segmentation run whose trainer looks at held-out pictures now and then."""

from __future__ import annotations

import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def double_conv(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class SmallUNet(nn.Module):
    def __init__(self, classes: int) -> None:
        super().__init__()
        self.down = double_conv(3, 16)
        self.up = double_conv(16, 16)
        self.out = nn.Conv2d(16, classes, 1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        low = F.max_pool2d(self.down(images), 2)
        return self.out(self.up(F.interpolate(low, scale_factor=2)))


class SegmentationTrainer:
    def __init__(self, net: nn.Module, options: argparse.Namespace) -> None:
        self.net = net
        self.options = options
        self.solver = torch.optim.AdamW(net.parameters(), lr=options.rate)
        pictures = TensorDataset(torch.rand(60, 3, 32, 32), torch.randint(0, 4, (60, 32, 32)))
        self.fit_feed = DataLoader(pictures, batch_size=options.batch, shuffle=True)
        self.dev_feed = DataLoader(pictures, batch_size=options.batch)
        self.steps = 0

    def train_epoch(self) -> None:
        self.net.train()  # related: TV201
        for images, masks in self.fit_feed:
            predicted = self.net(images)  # expect: TV201
            loss = F.cross_entropy(predicted, masks)
            self.solver.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_value_(self.net.parameters(), 0.1)
            self.solver.step()
            self.steps += 1
            if self.steps % self.options.every == 0:
                print(self.steps, self.dev_score())  # related: TV201

    def dev_score(self) -> float:
        self.net.eval()  # related: TV201
        overlaps = []
        for images, masks in self.dev_feed:
            with torch.no_grad():
                overlaps.append((self.net(images).argmax(1) == masks).float().mean())
        return torch.stack(overlaps).mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    trainer = SegmentationTrainer(SmallUNet(classes=4), options)
    for _ in range(options.epochs):
        trainer.train_epoch()


if __name__ == "__main__":
    main()
