import hydra
import torch
from omegaconf import DictConfig
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@hydra.main(config_path=".", config_name="train", version_base="1.3")
def main(config: DictConfig) -> None:
    net = nn.Linear(config.inputs, 1)
    solver = torch.optim.SGD(net.parameters(), lr=config.lr)
    rows = TensorDataset(torch.randn(90, config.inputs), torch.randn(90, 1))
    for epoch in range(config.epochs):
        for x, y in DataLoader(rows, batch_size=config.batch):
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301


if __name__ == "__main__":
    main()
