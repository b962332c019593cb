"""The model can't be seen, and nothing asks for train mode: from the second epoch on it is as judging left it."""

import torch
from torch import nn
from torch.utils.data import DataLoader

from zoo import hatch, photos


def judge(animal, batches):
    animal.eval()
    with torch.no_grad():
        return sum((animal(pictures).argmax(1) == kinds).sum().item() for pictures, kinds in batches)


animal = hatch("lynx")
learn, check = DataLoader(photos("learn"), batch_size=16), DataLoader(photos("check"), batch_size=64)
optimizer = torch.optim.Adam(animal.parameters(), lr=3e-4)
for epoch in range(12):
    for pictures, kinds in learn:
        optimizer.zero_grad()
        nn.functional.cross_entropy(animal(pictures), kinds).backward()  # expect: TV201
        optimizer.step()
    print(epoch, judge(animal, check))
