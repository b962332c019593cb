import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

table = TensorDataset(torch.randn(200, 7), torch.randn(200, 1))
train_loader, test_loader = DataLoader(table, batch_size=20), DataLoader(table, batch_size=50)
model = nn.Sequential(nn.Linear(7, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 1))
optimizer = optim.Adam(model.parameters(), lr=1e-2)
criterion = nn.MSELoss()

model.train()  # related: TV202
for epoch in range(40):
    for features, target in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(features), target)
        loss.backward()
        optimizer.step()

test_loss = 0.0
with torch.no_grad():
    for features, target in test_loader:
        test_loss += criterion(model(features), target).item()  # expect: TV202
print(test_loss / len(test_loader))
