# The same with model.zero_grad(set_to_none=False).
# verdict: plateaus
# finding: TV302
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
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(30):
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        model.zero_grad(set_to_none=False)
        optimizer.step()
