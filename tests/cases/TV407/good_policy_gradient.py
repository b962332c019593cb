import torch
from torch import nn
from torch.distributions import Categorical

policy = nn.Sequential(nn.Linear(8, 4), nn.Softmax(dim=-1))
probabilities = policy(torch.randn(1, 8))
chosen = Categorical(probabilities)
action = chosen.sample()
print(-(chosen.log_prob(action) * 1.5), -torch.log(probabilities[0, action]) * 1.5)
