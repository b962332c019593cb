import torch
from torch.utils.data import DataLoader, TensorDataset


class Experiment:
    def __init__(self, inputs, targets):
        self.data = TensorDataset(inputs, targets)
        self.loader = None
        self.network = None
        self.optimizer = None

    def prepare(self, batch_size, rate):
        self.start_anew()
        self.loader = DataLoader(self.data, batch_size=batch_size, shuffle=True)
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=rate)

    def use(self, network):
        self.network = network

    def start_anew(self):
        for part in self.network.children():
            if hasattr(part, "reset_parameters"):
                part.reset_parameters()
        self.loader = None

    def look(self):
        inputs, targets = self.loader[0]  # expect: TV102
        return self.network(inputs), targets
