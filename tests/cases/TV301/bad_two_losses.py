import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

batches = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1), torch.randn(90, 2)), batch_size=9)
trunk = nn.Linear(3, 8)
head_a, head_b = nn.Linear(8, 1), nn.Linear(8, 2)
everything = [*trunk.parameters(), *head_a.parameters(), *head_b.parameters()]
opt = torch.optim.Adam(everything)
for x, a, b in batches:
    hidden = trunk(x).relu()
    loss_a = (head_a(hidden) - a).abs().mean()
    loss_b = (head_b(hidden) - b).abs().mean()
    loss_a.backward(retain_graph=True)  # expect: TV301
    loss_b.backward()
    opt.step()  # related: TV301
