import torch
from torch import nn
from torch.nn import functional as F

net = nn.Sequential(nn.Linear(5, 9), nn.Dropout(0.2), nn.Linear(9, 2))
optimizer = torch.optim.Adam(net.parameters())
batches = [(torch.randn(8, 5), torch.randint(0, 2, (8,))) for _ in range(9)]
for epoch in range(10):
    print("epoch", epoch)
    # Set the model to training mode
    total = 0.0
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)  # expect: TV201
        loss.backward()
        optimizer.step()
        total += loss.item()
    net.eval()
    with torch.no_grad():
        print(total, sum(F.cross_entropy(net(x), y) for x, y in batches))
