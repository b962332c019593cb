import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


class Stem(nn.Module):
    def __init__(self, norm_eval=True, frozen=1):
        super().__init__()
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU()) for _ in range(3)
        )
        self.norm_eval, self.frozen = norm_eval, frozen
        self.out = nn.Linear(3, 4)

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
        return self.out(x.mean((2, 3)))

    def freeze(self):
        for stage in self.stages[: self.frozen]:
            stage.eval()
            for p in stage.parameters():
                p.requires_grad = False

    def train(self, mode=True):
        super().train(mode)
        self.freeze()
        if mode and self.norm_eval:
            for layer in self.modules():
                if isinstance(layer, _BatchNorm):
                    layer.eval()
        return self


def set_norms(net, fixed):
    for name, layer in net.named_modules():
        if fixed and isinstance(layer, nn.BatchNorm2d):
            layer.eval()
            layer.weight.requires_grad = layer.bias.requires_grad = False


def fit(net, feed, epochs, fixed):
    solver = torch.optim.SGD((p for p in net.parameters() if p.requires_grad), lr=0.01)
    for _ in range(epochs):
        net.train()
        set_norms(net, fixed)
        for x, y in feed:
            solver.zero_grad()
            F.cross_entropy(net(x), y).backward()
            solver.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--fix-norms", action="store_true")
    options = parser.parse_args()
    feed = DataLoader(TensorDataset(torch.rand(40, 3, 32, 32), torch.randint(0, 4, (40,))), batch_size=8)
    fit(Stem(), feed, 3, options.fix_norms)
    fit(resnet18(weights="DEFAULT"), feed, 3, fixed=True)
