import lightning as L
import torch
from torch import nn

fabric = L.Fabric(accelerator="auto")
model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model, optimizer = fabric.setup(model, optimizer)
loader = fabric.setup_dataloaders(torch.utils.data.DataLoader(data))
model.train()
for epoch in range(2):
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)  # expect: TV201
        fabric.backward(loss)  # expect: TV301
        optimizer.step()
    model.eval()
    with torch.no_grad():
        model(x)
