import torch
from criteria import make_criterion
from models import Net
from torch.utils.data import DataLoader, TensorDataset


class Fit:
    def __init__(self, net, criterion):
        self.net, self.criterion = net, criterion
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

    def run(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.net(x), y)  # expect: TV401  # related: TV401
            loss.backward()
            self.optimizer.step()


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
Fit(Net(), make_criterion(smoothing=0.1)).run(DataLoader(data, batch_size=8))
