import torch
from torch import nn
from torch.utils.data import DataLoader


class WholeSet:
    """All of a data set as its only batch."""

    def __init__(self, inputs, targets):
        self.inputs, self.targets = inputs, targets
        self.device = inputs.device

    def __getitem__(self, index):
        if index > 0:
            raise IndexError(index)
        return self.inputs, self.targets

    def __len__(self):
        return 1


def fit(model: nn.Module, batches: DataLoader, epochs: int):
    width = batches[0][1].shape[-1]
    losses = torch.zeros((width, len(batches)), device=batches.device)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        for number, (inputs, targets) in enumerate(batches):
            error = ((model(inputs) - targets) ** 2).mean(0)
            losses[:, number] = error.detach()
            optimizer.zero_grad()
            error.mean().backward()
            optimizer.step()
    return losses
