"""Each turn asks about other data, and what makes them is not to be seen."""

import torch
from torch.utils.data import DataLoader

from archive import cells_with


class Oracle:
    def __init__(self, model):
        self.model = model

    def answers(self, questions):
        found = {}
        for question in questions:
            cells = cells_with(question)
            loader = DataLoader(cells, 300, shuffle=False)
            batch = next(iter(loader))
            with torch.no_grad():
                found[question] = self.model(batch).mean(0)
        return found
