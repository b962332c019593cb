import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Bernoulli

layer, state = nn.Linear(8, 4), torch.randn(1, 8)
print(Bernoulli(probs=torch.sigmoid(layer(state))).sample())
print(Bernoulli(logits=(layer(state))).sample())
print(Bernoulli(logits=F.log_softmax(layer(state), dim=1)).sample())
