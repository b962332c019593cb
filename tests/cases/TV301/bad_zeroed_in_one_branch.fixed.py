import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--half", action="store_true")
options = parser.parse_args()

samples = DataLoader(TensorDataset(torch.randn(256, 9), torch.randint(0, 3, (256,))), batch_size=32)
brain = nn.Linear(9, 3)
adam = torch.optim.Adam(brain.parameters())
scaler = torch.amp.GradScaler("cuda", enabled=options.half)
for x, y in samples:
    if options.half:
        adam.zero_grad()
        with torch.autocast("cuda"):
            loss = nn.functional.cross_entropy(brain(x), y)
        scaler.scale(loss).backward()
        scaler.step(adam)
        scaler.update()
    else:
        loss = nn.functional.cross_entropy(brain(x), y)
        adam.zero_grad()
        loss.backward()
        adam.step()
