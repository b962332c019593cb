import hydra
import torch
from hydra.utils import instantiate
from omegaconf import DictConfig
from torch.utils.data import DataLoader


def fit(net, feed, solver, measure, config):
    net.train()
    for turn, (x, y) in enumerate(feed):
        loss = measure(net(x), y) / config.every
        loss.backward()
        if (turn + 1) % config.every == 0:
            solver.step()
            solver.zero_grad()


def check(net, feed, measure):
    net.eval()
    with torch.no_grad():
        return sum(measure(net(x), y).item() for x, y in feed)


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(config: DictConfig) -> float:
    net = instantiate(config.model)
    solver = instantiate(config.optimizer, net.parameters())
    measure = instantiate(config.loss)
    feed = DataLoader(instantiate(config.data), batch_size=config.batch)
    for _ in range(config.epochs):
        fit(net, feed, solver, measure, config)
        print(check(net, feed, measure))
    return check(net, feed, measure)


if __name__ == "__main__":
    main()
