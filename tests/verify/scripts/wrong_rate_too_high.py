# A learning rate that is far too high.
# verdict: diverges
# finding: not-finite
# finding: exploding-gradients
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
model = nn.Sequential(nn.Linear(8, 64), nn.Linear(64, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=5.0)
for epoch in range(30):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
