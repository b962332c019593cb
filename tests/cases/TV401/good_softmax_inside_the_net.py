import argparse
import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x, mask=None):
        b, n, w = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(w // self.heads)
        if mask is not None:
            scores = scores.masked_fill(mask == 0, float("-inf"))
        seen = self.softmax(scores) @ v
        return self.out(seen.transpose(1, 2).reshape(b, n, w)), scores


class Pooling(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.score = nn.Linear(width, 1)

    def forward(self, x):
        weights = torch.softmax(self.score(x).squeeze(-1), dim=-1)
        return torch.einsum("bn,bnw->bw", weights, x)


class Gates(nn.Module):
    def __init__(self, width, count):
        super().__init__()
        self.gate = nn.Linear(width, count)
        self.experts = nn.ModuleList(nn.Linear(width, width) for _ in range(count))

    def forward(self, x):
        chances = F.softmax(self.gate(x), dim=-1)
        top, chosen = chances.topk(2, dim=-1)
        return sum(top[..., i : i + 1] * self.experts[i](x) for i in range(2))


class Classifier(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.attend = SelfAttention(options.width, 4)
        self.mix, self.pool = Gates(options.width, 4), Pooling(options.width)
        self.head = nn.Linear(options.width, 5)

    def forward(self, x):
        seen, _ = self.attend(x)
        return self.head(self.pool(self.mix(seen)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=32)
    options = parser.parse_args()
    net = Classifier(options)
    solver = torch.optim.AdamW(net.parameters())
    for x, y in DataLoader(TensorDataset(torch.randn(40, 7, 32), torch.randint(0, 5, (40,))), batch_size=8):
        loss = F.cross_entropy(net(x), y)
        solver.zero_grad()
        loss.backward()
        solver.step()


main()
