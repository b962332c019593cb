"""Actions are taken of what the network says, and nothing of it is measured."""

import torch
from torch import nn

from islands import Island

chooser = nn.Sequential(nn.Linear(6, 32), nn.Dropout(0.1), nn.Linear(32, 3))
optimizer = torch.optim.Adam(chooser.parameters(), lr=1e-3)
island = Island()
for _ in range(300):
    chooser.train()
    view, seen, taken, gained = island.reset(), [], [], []
    for _ in range(40):
        with torch.no_grad():
            move = chooser(view).argmax().item()
        seen.append(view)
        taken.append(move)
        view, gain = island.go(move)
        gained.append(gain)
    scores = chooser(torch.stack(seen)).log_softmax(1)
    loss = -(scores[range(40), taken] * torch.tensor(gained)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
