"""The program's own object has settings to predict with, and its train() returns at once; others train."""

from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class TrainSettings:
    data: list
    rate: float = 0.1


@dataclass
class PredictSettings:
    weights: str


class Network:
    def __init__(self, settings):
        self.settings = settings
        self.model = nn.Linear(4, 3)
        if isinstance(settings, PredictSettings):
            self.model.load_state_dict(torch.load(settings.weights))

    def train(self):
        if not isinstance(self.settings, TrainSettings):
            return
        criterion = nn.CrossEntropyLoss()
        optimizer = torch.optim.SGD(self.model.parameters(), lr=self.settings.rate)
        for inputs, targets in self.settings.data:
            probabilities = self.model(inputs).softmax(dim=1)
            loss = criterion(probabilities, targets)  # expect: TV401
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    def predict(self, inputs):
        self.model.eval()
        with torch.no_grad():
            return self.model(inputs).argmax(dim=1)


if __name__ == "__main__":
    print(Network(PredictSettings("weights.pt")).predict(torch.randn(2, 4)))
