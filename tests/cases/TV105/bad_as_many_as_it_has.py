import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

fields = DataLoader(TensorDataset(torch.randn(96, 7), torch.randn(96, 1)), batch_size=12, shuffle=True)
reader = nn.Linear(7, 1)
solver = torch.optim.SGD(reader.parameters(), lr=0.05)

for season in range(3):
    for _ in range(len(fields)):
        # one field at a time
        soil, harvest = next(iter(fields))  # expect: TV105
        distance = nn.functional.mse_loss(reader(soil), harvest)
        solver.zero_grad()
        distance.backward()
        solver.step()
for turn in range(len(fields)):
    soil, harvest = next(iter(fields))  # expect: TV105
    distance = nn.functional.mse_loss(reader(soil), harvest)
    solver.zero_grad()
    distance.backward()
    solver.step()
    print(turn)
