import torch
from torch import nn
from torch.nn import functional as F


class Regressor(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, 1)

    def forward(self, inputs):
        return self.layer(inputs)

    @classmethod
    def fitted(cls, width, batches, epochs):
        model = cls(width)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(epochs):
            for inputs, targets in batches:
                loss = F.mse_loss(model(inputs), targets)
                loss.backward()  # expect: TV301
                optimizer.step()
        return model
