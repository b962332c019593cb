import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

body, head = nn.Linear(8, 8), nn.Linear(8, 2)
for_body = torch.optim.SGD(body.parameters(), lr=0.1)
for_head = torch.optim.SGD(head.parameters(), lr=0.1)


def tune(rows):
    for x, y in rows:
        hidden = body(x).detach()
        loss = nn.functional.cross_entropy(head(hidden), y)
        for_body.zero_grad(set_to_none=True)  # expect: TV303
        loss.backward()  # related: TV303
        for_head.step()  # related: TV303


tune(DataLoader(TensorDataset(torch.randn(90, 8), torch.randint(0, 2, (90,))), batch_size=9))
