"""The model can't be seen, and some call elsewhere puts it into eval mode."""

import torch
from torch import nn
from torch.utils.data import DataLoader

from zoo import hatch, photos


def judge(animal, batches):
    with torch.no_grad():
        for pictures, kinds in batches:
            print((animal(pictures).argmax(1) == kinds).float().mean())  # expect-hint: TV202


animal = hatch("lynx")
learn, check = DataLoader(photos("learn"), batch_size=16), DataLoader(photos("check"), batch_size=64)
optimizer = torch.optim.Adam(animal.parameters(), lr=3e-4)
for epoch in range(12):
    animal.train()
    for pictures, kinds in learn:
        optimizer.zero_grad()
        nn.functional.cross_entropy(animal(pictures), kinds).backward()
        optimizer.step()
    judge(animal, check)
animal.eval()
torch.save(animal.state_dict(), "animal.pt")
