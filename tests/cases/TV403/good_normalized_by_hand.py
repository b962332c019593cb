import torch
import torch.nn.functional as F
from torch import nn

layer = nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
scores = layer(x)
print(F.nll_loss(scores - scores.logsumexp(1, keepdim=True), y))
