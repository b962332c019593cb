import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from model import Pointer

net = Pointer(60, 16)
solver = torch.optim.Adam(net.parameters())
for ids, wanted in DataLoader(TensorDataset(torch.randint(0, 60, (40, 7)), torch.randint(0, 60, (40, 7))), batch_size=8):
    chances = net(ids)  # related: TV403
    loss = F.nll_loss(chances.transpose(1, 2), wanted)  # expect: TV403
    solver.zero_grad()
    loss.backward()
    solver.step()
