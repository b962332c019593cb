"""The model gives its loss itself, and only a number is kept of it."""

import torch

from letters import cut, speller

model = speller(width=64)
optimizer = model.optimizer_for(1e-3)


@torch.no_grad()
def guess_loss(turns=50):
    kept = {}
    for part in ("learn", "check"):
        losses = torch.zeros(turns)
        for turn in range(turns):
            shown, wanted = cut(part)
            scores, loss = model(shown, wanted)  # expect: TV202
            losses[turn] = loss.item()
        kept[part] = losses.mean()
    model.train()
    return kept


for turn in range(4000):
    if turn % 500 == 0:
        print(guess_loss())
    shown, wanted = cut("learn")
    scores, loss = model(shown, wanted)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
