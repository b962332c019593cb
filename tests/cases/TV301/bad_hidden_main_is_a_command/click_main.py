import click
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@click.group()
def cli():
    pass


@cli.command("train")
@click.option("--lr", default=0.1, show_default=True)
@click.option("--batch", type=int, default=9)
def train_command(lr, batch):
    net = nn.Linear(3, 1)
    solver = torch.optim.SGD(net.parameters(), lr=lr)
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=batch):
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()  # expect: TV301
        solver.step()  # related: TV301


if __name__ == "__main__":
    cli()
