import torch
from graphkit.loading import DataLoader as GraphLoader
from torch.utils.data import DataLoader, TensorDataset


class Archive:
    """Reads parts of a file on demand."""

    def __init__(self, path):
        self.parts = torch.load(path)

    def __getitem__(self, number):
        return self.parts[number]


graphs = GraphLoader("graphs.bin", batch_size=4)
print(graphs[0].num_nodes)
loader = Archive("parts.pt")
print(loader[0].shape)
loader = {"seed": 7, "workers": 2}
print(loader["seed"])
loader = DataLoader(TensorDataset(torch.randn(8, 2)), batch_size=loader["workers"])
print(len(loader))
