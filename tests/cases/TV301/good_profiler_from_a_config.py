"""What makes the optimizer and the profiler is not to be seen: the profiler's step uses no gradients."""

from torch.nn import functional

from factory import made_of


class Recipe:
    def __init__(self, config):
        self.model = made_of(config.model)
        self.optimizer = made_of(config.optimizer, self.model.parameters())
        self.every = config.every
        self.profiler = made_of(config.profiler) if config.profiler else None

    def train(self, loader):
        self.optimizer.zero_grad()
        with self.profiler as profiler:
            for number, (x, y) in enumerate(loader):
                functional.cross_entropy(self.model(x), y).backward()
                if (number + 1) % self.every == 0:
                    self.optimizer.step()
                    self.optimizer.zero_grad(set_to_none=True)
                profiler.step()


def main(config, loader):
    Recipe(config).train(loader)
