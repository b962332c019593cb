import torch
import torch.nn.functional as F
from torch import nn

experts, gate, net = nn.Linear(4, 6), nn.Linear(4, 2), nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))

# cosine similarity with a temperature
bounded = 16.0 * torch.sigmoid(net(x))
print(F.cross_entropy(bounded, y))

# a mixture of experts: the gate's softmax only weighs them
weights = F.softmax(gate(x), dim=1)
mixed = (experts(x).view(5, 2, 3) * weights.unsqueeze(-1)).sum(1)
print(F.cross_entropy(mixed, y))

# bottleneck of soft choices
choice = F.gumbel_softmax(gate(x), tau=0.5)
print(F.cross_entropy(experts(x).view(5, 2, 3).mul(choice.unsqueeze(-1)).sum(1), y))

# the entropy by hand
logs = F.log_softmax(net(x), dim=1)
print(-(logs.exp() * logs).sum(1).mean(), -logs.gather(1, y[:, None]).mean())
