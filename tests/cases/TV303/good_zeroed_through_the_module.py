import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

encoder, decoder = nn.Linear(16, 4), nn.Linear(4, 16)
first = torch.optim.Adam(encoder.parameters())
second = torch.optim.Adam(decoder.parameters())
for (rows,) in DataLoader(TensorDataset(torch.randn(256, 16)), batch_size=32):
    loss = nn.functional.mse_loss(decoder(encoder(rows)), rows)
    first.zero_grad()
    decoder.zero_grad()
    loss.backward()
    second.step()
