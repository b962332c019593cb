import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Runner:
    def __init__(self, batches):
        self.batches = batches
        self.net = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Linear(16, 3))
        self.updater = torch.optim.Adam(self.net.parameters())

    def loss_of(self, batch):
        points, labels = batch
        return nn.functional.cross_entropy(self.net(points), labels)

    def fit(self):
        for epoch in range(4):
            self.net.train()
            for batch in self.batches:
                loss = self.loss_of(batch)
                self.updater.zero_grad()
                loss.backward()
                self.updater.step()
            # how well it does
            self.net.eval()
            with torch.no_grad():
                print(sum(self.loss_of(batch).item() for batch in self.batches))


Runner(DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12)).fit()
