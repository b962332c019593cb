import torch
import torch.nn as nn


class Registry:
    def __init__(self):
        self.entries = {}

    def add(self, name):
        def wrap(thing):
            self.entries[name] = thing
            return thing

        return wrap


MODELS = Registry()


@MODELS.add("small")
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 3)

    def forward(self, x):
        return self.fc(x).softmax(dim=-1)  # related: TV401


def build_loss(name):
    return {"ce": nn.CrossEntropyLoss(), "l1": nn.L1Loss()}[name]


model = MODELS.entries["small"]()
criterion = build_loss("ce")
print(criterion(model(torch.randn(4, 10)), torch.randint(0, 3, (4,))))  # expect: TV401  # related: TV401
