import torch
from torch import nn
from torch.nn import functional as F


class Tagger(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.out = nn.Linear(6, 3)

    def forward(self, x, tags):
        scores = self.out(x)
        if self.rate:
            scores = torch.sigmoid(scores)
            loss = F.binary_cross_entropy_with_logits(scores, tags)  # expect: TV404
            found = (scores > 0).float()
            sure = scores.sigmoid()
        else:
            loss, found, sure = scores.square().mean(), scores, scores
        return loss, found, sure


tagger = Tagger(0.5)
solver = torch.optim.Adam(tagger.parameters())
for _ in range(100):
    x, tags = torch.randn(8, 6), torch.rand(8, 3).round()
    solver.zero_grad()
    loss, found, sure = tagger(x, tags)
    loss.backward()
    solver.step()
