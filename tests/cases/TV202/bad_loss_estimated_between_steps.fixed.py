"""A function draws batches at random and averages a loss that the model's forward computes."""

import torch
from torch import nn


class Characters(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(64, 32)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(32, 64)

    def forward(self, index, targets):
        logits = self.head(self.dropout(self.embedding(index)))
        return logits, nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


text = torch.randint(0, 64, (10_000,))


def draw(part):
    starts = torch.randint(0, 900 if part == "held out" else 9_000, (16,))
    rows = torch.stack([text[start : start + 9] for start in starts])
    return rows[:, :-1], rows[:, 1:]


@torch.no_grad()
def estimate(model):
    means = {}
    model.eval()
    for part in ("training", "held out"):
        losses = torch.zeros(20)
        for number in range(20):
            x, y = draw(part)
            _, loss = model(x, y)
            losses[number] = loss.item()
        means[part] = losses.mean()
    model.train()
    return means


model = Characters()
optimizer = torch.optim.AdamW(model.parameters())
for step in range(1000):
    if step % 100 == 0:
        print(estimate(model))
    _, loss = model(*draw("training"))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
