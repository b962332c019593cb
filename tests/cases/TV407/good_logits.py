import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Bernoulli, Categorical

layer, state = nn.Linear(8, 4), torch.randn(1, 8)
print(Categorical(logits=layer(state)), Bernoulli(logits=layer(state)))
print(Categorical(logits=F.log_softmax(layer(state), dim=-1)))
