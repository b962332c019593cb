# Adversarial training: an attack in eval mode, whose gradients are cleared.
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
model = nn.Sequential(nn.Linear(8, 128), nn.ReLU(), nn.Dropout(0.1), nn.Linear(128, 4))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(40):
    for x, y in loader:
        model.eval()
        moved = x.clone().requires_grad_()
        F.cross_entropy(model(moved), y).backward()
        x = x + 0.02 * moved.grad.sign()
        model.train()
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
