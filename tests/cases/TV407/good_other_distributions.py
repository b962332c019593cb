import torch
from torch import nn
from torch.distributions import Categorical, Normal

layer, state = nn.Linear(8, 4), torch.randn(1, 8)
print(Normal(layer(state), 1.0), Categorical(torch.ones(4)))
