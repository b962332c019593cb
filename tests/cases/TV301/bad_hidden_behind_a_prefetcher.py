import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Prefetcher:
    """Copies the next batch to the device while the last one is used."""

    def __init__(self, feed):
        self.feed = iter(feed)
        self.stream = torch.cuda.Stream()
        self.preload()

    def preload(self):
        try:
            self.x, self.y = next(self.feed)
        except StopIteration:
            self.x = self.y = None
            return
        with torch.cuda.stream(self.stream):
            self.x = self.x.cuda(non_blocking=True)
            self.y = self.y.cuda(non_blocking=True)

    def next(self):
        torch.cuda.current_stream().wait_stream(self.stream)
        x, y = self.x, self.y
        self.preload()
        return x, y


class Background:
    def __init__(self, feed, device):
        self.feed, self.device = feed, device

    def __iter__(self):
        for batch in self.feed:
            yield [part.to(self.device, non_blocking=True) for part in batch]


net = nn.Linear(3, 1).cuda()
solver = torch.optim.SGD(net.parameters(), lr=0.1)
feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
fetch = Prefetcher(feed)
x, y = fetch.next()
while x is not None:
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # expect: TV301
    solver.step()  # related: TV301
    x, y = fetch.next()
other = nn.Linear(3, 1).cuda()
rule = torch.optim.SGD(other.parameters(), lr=0.1)
for x, y in Background(feed, "cuda"):
    loss = nn.functional.mse_loss(other(x), y)
    loss.backward()  # expect: TV301
    rule.step()  # related: TV301
