import torch
from torch import nn

grower = nn.Linear(5, 2)
gardener = torch.optim.SGD(grower.parameters(), lr=0.1)
calendar = torch.optim.lr_scheduler.ExponentialLR(gardener, gamma=0.99)
beds = [(torch.randn(8, 5), torch.randn(8, 2)) for _ in range(40)]


def spring():
    for soil, crop in beds:
        gap = nn.functional.mse_loss(grower(soil), crop)
        gap.backward()
        gardener.step()
        calendar.step()
        gardener.zero_grad()


def autumn():
    for soil, crop in beds:
        gap = nn.functional.l1_loss(grower(soil), crop)
        gap.backward()  # expect: TV301
        gardener.step()
        calendar.step()
    print("done")


spring()
autumn()
