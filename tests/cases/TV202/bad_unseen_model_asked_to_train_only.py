"""The model can't be seen, but the program asks for train mode, and never for another one."""

import torch
from torch import nn
from torch.utils.data import DataLoader

from zoo import hatch, photos


def share_right(scores, kinds):
    return float((scores.argmax(1) == kinds).sum()) / len(kinds)


def judge(animal, batches):
    shares = []
    for pictures, kinds in batches:
        shares.append(share_right(animal(pictures), kinds))  # expect: TV202
    return sum(shares) / len(shares)


animal = hatch("lynx")
learn, check = DataLoader(photos("learn"), batch_size=16), DataLoader(photos("check"), batch_size=64)
optimizer = torch.optim.Adam(animal.parameters(), lr=3e-4)
for epoch in range(12):
    animal.train()
    for pictures, kinds in learn:
        optimizer.zero_grad()
        nn.functional.cross_entropy(animal(pictures), kinds).backward()
        optimizer.step()
    print(epoch, judge(animal, check))
