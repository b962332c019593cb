import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters())
ce = nn.CrossEntropyLoss(label_smoothing=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(90, 20), torch.randint(0, 3, (90,))), batch_size=9):
    out = model(x)
    loss = F.cross_entropy(out, y)
    loss = loss + ce(out, y)
    loss = loss + F.cross_entropy(out.view(-1, 3), y)
    loss = loss + ce(out + 1.0, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
