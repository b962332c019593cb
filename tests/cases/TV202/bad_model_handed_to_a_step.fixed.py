import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def loss_of(network, batch):
    points, labels = batch
    return nn.functional.cross_entropy(network(points), labels)


def fit(settings, batches):
    for epoch in range(4):
        settings.model.train()
        for batch in batches:
            loss = loss_of(settings.model, batch)
            settings.updater.zero_grad()
            loss.backward()
            settings.updater.step()
        settings.model.eval()
        try:
            with torch.no_grad():
                for batch in batches:
                    print(loss_of(settings.model, batch).item())
        except RuntimeError:
            return


class Settings:
    def __init__(self):
        self.model = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Linear(16, 3))
        self.updater = torch.optim.Adam(self.model.parameters())


fit(Settings(), DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12))
