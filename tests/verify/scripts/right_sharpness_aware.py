# Two backward passes for a step, the weights moved by hand in between and back again.
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
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(30):
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()
        moves = [0.05 * p.grad / (p.grad.norm() + 1e-12) for p in model.parameters()]
        with torch.no_grad():
            for p, move in zip(model.parameters(), moves):
                p.add_(move)
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        with torch.no_grad():
            for p, move in zip(model.parameters(), moves):
                p.sub_(move)
        optimizer.step()
        optimizer.zero_grad()
