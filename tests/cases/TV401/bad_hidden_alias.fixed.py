import torch
import torch.nn.functional
from torch.nn import CrossEntropyLoss as CE
from torch.nn import functional as functions

ce = torch.nn.functional.cross_entropy
soft = functions.softmax
layer = torch.nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(ce(layer(x), y))
print(CE()(layer(x), y))
losses = [ce, functions.nll_loss]
print(losses[0](layer(x), y))
