"""What is prepared together comes back together: the list's elements, not the loader's."""

from accelerate import Accelerator
from torch.utils.data import DataLoader


class Trainer:
    def __init__(self, model, optimizer, data, checks=None):
        self.accelerator = Accelerator()
        self.model, self.optimizer = model, optimizer
        self.loader = DataLoader(data, batch_size=8)
        self.checks = DataLoader(checks) if checks is not None else None

    def prepare(self):
        parts = [self.model, self.optimizer, self.loader]
        if self.checks is not None:
            parts.append(self.checks)
        prepared = self.accelerator.prepare(*parts)
        self.model = prepared[0]
        self.optimizer = prepared[1]
        self.loader = prepared[2]
        if self.checks is not None:
            self.checks = prepared[3]
