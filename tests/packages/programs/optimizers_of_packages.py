import bitsandbytes as bnb
import torch
from lion_pytorch import Lion
from torch import nn
from transformers.optimization import Adafactor, get_cosine_schedule_with_warmup

first, second, third = nn.Linear(4, 2), nn.Linear(4, 2), nn.Linear(4, 2)
one = Lion(first.parameters(), lr=1e-4)
two = bnb.optim.AdamW8bit(second.parameters())
three = Adafactor(third.parameters())
scheduler = get_cosine_schedule_with_warmup(one, 10, 100)
loader = torch.utils.data.DataLoader(data)
for x, y in loader:
    three.zero_grad()
    nn.functional.cross_entropy(first(x), y).backward()  # expect: TV301
    one.step()
    nn.functional.cross_entropy(second(x), y).backward()  # expect: TV301
    two.step()
    nn.functional.cross_entropy(third(x), y).backward()
    three.step()
    scheduler.step()
