import torch
from torch import nn
from torch.nn import functional as F


class Mixture(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList(nn.Linear(5, 3) for _ in range(2))

    def forward(self, x):
        mixed = sum(part(x).softmax(dim=1) for part in self.parts) / 2
        return torch.log(mixed + 1e-8)


mixture = Mixture()
mixer = torch.optim.Adam(mixture.parameters())
for _ in range(100):
    x, y = torch.randn(8, 5), torch.randint(0, 3, (8,))
    mixer.zero_grad()
    loss = F.nll_loss(F.softmax(mixture(x), dim=1), y)  # expect: TV403
    loss.backward()
    mixer.step()
