# An optimizer for each parameter, which steps as soon as its gradient is there.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(
    TensorDataset(torch.randn(96, 8), torch.randint(0, 4, (96,))), batch_size=16, shuffle=True
)
model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4))
optimizers = {p: torch.optim.Adam([p], lr=0.02) for p in model.parameters()}


def step(p):
    optimizers[p].step()
    optimizers[p].zero_grad()


for p in model.parameters():
    p.register_post_accumulate_grad_hook(step)
for epoch in range(30):
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()
