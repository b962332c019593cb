import sys

import torch
from torch.nn import functional as F

sys.path.append("models")
from zoo import make_model

reader = make_model("reader")
glasses = torch.optim.SGD(reader.parameters(), lr=0.1)
pages = [(torch.randn(8, 5), torch.randint(0, 3, (8,))) for _ in range(30)]
for page, word in pages:
    glasses.zero_grad()
    loss = F.nll_loss(F.softmax(reader(page), dim=1), word)  # expect: TV403
    loss.backward()
    glasses.step()

with torch.no_grad():
    print(sum(F.nll_loss(reader(page), word) for page, word in pages))
