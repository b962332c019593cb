import torch
from torch.utils.data import DataLoader, TensorDataset


def evaluate(model, loader):
    """Callers set the mode."""
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(1) == y).sum().item()
    return right


class Evaluator:
    def __init__(self, model):
        self.model = model

    def __call__(self, loader):
        with torch.no_grad():
            return torch.cat([self.model(x) for x, _ in loader])


def accuracy_of_file(path):
    model = torch.load(path)
    return evaluate(model, DataLoader(TensorDataset(torch.randn(8, 2), torch.zeros(8)), batch_size=4))
