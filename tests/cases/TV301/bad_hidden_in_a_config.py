import hydra
import torch
from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Job:
    def __init__(self, config: DictConfig):
        self.net = instantiate(config.model)
        self.solver = instantiate(config.optimizer, params=self.net.parameters())
        self.measure = nn.MSELoss()

    def run(self, feed):
        for x, y in feed:
            loss = self.measure(self.net(x), y)
            loss.backward()  # expect-hint: TV301
            self.solver.step()  # related: TV301


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(config: DictConfig):
    print(OmegaConf.to_yaml(config))
    Job(config).run(DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=config.batch))


if __name__ == "__main__":
    main()
