"""A model that a callback makes and that is moved at once: only its use shows what it is."""

import torch
from torch import nn


def attempt(model, optimizer, learn, check, turns):
    for _ in range(turns):
        model.train()
        for measured, kinds in learn:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(measured), kinds).backward()
            optimizer.step()
        right = 0
        with torch.no_grad():
            for measured, kinds in check:
                right += (model(measured).argmax(1) == kinds).sum().item()  # expect: TV202
        print(right)


def attempts(make, learn, check):
    def one(width):
        model = make(width, 4).to("cpu")
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        attempt(model, optimizer, learn, check, 20)

    return one
