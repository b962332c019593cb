import fire
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train(lr: float = 0.1, batch: int = 9):
    net = nn.Linear(3, 1)
    solver = torch.optim.SGD(net.parameters(), lr=lr)
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=batch):
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()  # expect: TV301
        solver.step()  # related: TV301


if __name__ == "__main__":
    fire.Fire(train)
