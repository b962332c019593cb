import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

encoder, decoder = nn.Linear(16, 4), nn.Linear(4, 16)
first = torch.optim.Adam(encoder.parameters())
second = torch.optim.Adam(decoder.parameters())
for (rows,) in DataLoader(TensorDataset(torch.randn(256, 16)), batch_size=32):
    with torch.no_grad():
        codes = encoder(rows)
    loss = nn.functional.mse_loss(decoder(codes), rows)
    first.zero_grad()  # expect: TV303
    loss.backward()  # related: TV303
    second.step()  # related: TV303
