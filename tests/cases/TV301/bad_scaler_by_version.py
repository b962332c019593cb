"""Newer versions of torch have their scaler elsewhere; each steps the optimizer that it is given."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8)
model = nn.Linear(4, 1).cuda()
optimizer = torch.optim.Adam(model.parameters())
if hasattr(torch, "amp") and hasattr(torch.amp, "GradScaler"):
    scaler = torch.amp.GradScaler("cuda")
else:
    scaler = torch.cuda.amp.GradScaler()

for inputs, targets in loader:
    with torch.autocast("cuda"):
        loss = nn.functional.mse_loss(model(inputs.cuda()), targets.cuda())
    scaler.scale(loss).backward()  # expect: TV301
    scaler.step(optimizer)
    scaler.update()
