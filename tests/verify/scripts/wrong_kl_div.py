# kl_div on probabilities.
# verdict: plateaus
# finding: TV406
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.softmax(torch.randn(64, 5), 1)), batch_size=8)
model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 5))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(30):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.kl_div(torch.softmax(model(x), 1), y, reduction="batchmean")
        loss.backward()
        optimizer.step()
