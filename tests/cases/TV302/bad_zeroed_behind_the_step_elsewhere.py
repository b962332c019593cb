import torch
from torch import nn

weaver = nn.Linear(5, 2)
loom = torch.optim.SGD(weaver.parameters(), lr=0.1)
yarns = [(torch.randn(8, 5), torch.randn(8, 2)) for _ in range(40)]

for thread, cloth in yarns:
    gap = nn.functional.mse_loss(weaver(thread), cloth)
    gap.backward()
    loom.step()
    loom.zero_grad()

for thread, cloth in yarns:
    gap = nn.functional.l1_loss(weaver(thread), cloth)
    gap.backward()
    loom.zero_grad()  # expect: TV302
    loom.step()
