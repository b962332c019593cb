# torch.autograd.grad in place of backward(), and steps by hand.
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
for epoch in range(30):
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, gradient in zip(model.parameters(), gradients):
                p -= 0.5 * gradient
