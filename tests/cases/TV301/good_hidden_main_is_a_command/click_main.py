import click
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@click.command()
@click.option("--lr", default=0.1)
@click.pass_context
def main(context, lr):
    net = nn.Linear(3, 1)
    solver = torch.optim.SGD(net.parameters(), lr=lr)
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
        nn.functional.mse_loss(net(x), y).backward()
        solver.step()
        solver.zero_grad()


if __name__ == "__main__":
    main()
