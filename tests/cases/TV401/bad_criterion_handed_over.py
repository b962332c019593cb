import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

LOSSES = {"ce": nn.CrossEntropyLoss, "mse": nn.MSELoss}


def normalized(scores):
    return nn.functional.softmax(scores, dim=-1)  # related: TV401


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)

    def forward(self, x):
        return normalized(self.layer(x))  # related: TV401


class Runner:
    def __init__(self, model, criterion):
        self.model = model
        self.criterion = criterion
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step(self, batch):
        x, y = batch
        prediction = self.model(x)  # related: TV401
        loss = self.criterion(prediction, y)  # expect: TV401
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


def imitate(model, x, y, compute):
    return compute(model(x), y)  # expect: TV401  # related: TV401


runner = Runner(Policy(), LOSSES["ce"]())
for batch in DataLoader(TensorDataset(torch.randn(60, 4), torch.randint(0, 3, (60,))), batch_size=6):
    runner.step(batch)
ce = nn.functional.cross_entropy
print(imitate(Policy(), torch.randn(6, 4), torch.randint(0, 3, (6,)), ce))
