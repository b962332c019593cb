# A frozen backbone whose batch norm stays in eval mode on purpose.
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
backbone = nn.Sequential(nn.Linear(8, 64), nn.BatchNorm1d(64), nn.ReLU())
head = nn.Linear(64, 4)
model = nn.Sequential(backbone, head)
for parameter in backbone.parameters():
    parameter.requires_grad = False
optimizer = torch.optim.Adam(head.parameters(), lr=0.05)
for epoch in range(40):
    model.train()
    backbone.eval()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
