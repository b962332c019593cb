import torch
from torch import nn
from torch.distributions import Bernoulli, Categorical

layer, state = nn.Linear(8, 4), torch.randn(1, 8)
print(Categorical(layer(state).softmax(-1)), Categorical(probs=layer(state).softmax(-1)))
print(Bernoulli(torch.sigmoid(layer(state))))
