import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(50, 10), nn.BatchNorm1d(10), nn.ReLU())
        self.decoder = nn.Linear(10, 50)

    def forward(self, x):
        return self.decoder(self.encoder(x))


class Experiment:
    def __init__(self, model, train_set, valid_set, epochs):
        self.model = model
        self.train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
        self.valid_loader = DataLoader(valid_set, batch_size=32)
        self.optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
        self.criterion = nn.MSELoss()
        self.epochs = epochs

    def start(self):
        self.model.train()  # related: TV201
        for self.epoch in range(self.epochs):
            self.one_epoch()
            self.check()  # related: TV201

    def one_epoch(self):
        for (x,) in self.train_loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), x)  # expect: TV201
            loss.backward()
            self.optimizer.step()

    def check(self):
        self.model.eval()  # related: TV201
        worst = 0.0
        with torch.no_grad():
            for (x,) in self.valid_loader:
                worst = max(worst, self.criterion(self.model(x), x).item())
        print(self.epoch, worst)


if __name__ == "__main__":
    points = TensorDataset(torch.randn(320, 50))
    Experiment(Autoencoder(), points, points, epochs=8).start()
