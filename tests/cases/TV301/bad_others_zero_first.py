import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rows = DataLoader(TensorDataset(torch.randn(64, 5), torch.randn(64, 1)), batch_size=8)
coder, guesser = nn.Linear(5, 5), nn.Linear(5, 1)
coding = torch.optim.Adam(coder.parameters())
guessing = torch.optim.Adam(guesser.parameters())


def warm_up():
    for x, _ in rows:
        coding.zero_grad()
        x = x.float()
        distance = nn.functional.mse_loss(coder(x), x)
        distance.backward()
        coding.step()


def guess():
    for x, y in rows:
        # the coder stays as it is
        x = coder(x).detach()
        distance = nn.functional.mse_loss(guesser(x), y)
        distance.backward()  # expect: TV301
        guessing.step()


warm_up()
guess()
