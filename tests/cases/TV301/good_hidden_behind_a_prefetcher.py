import threading
from queue import Queue

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Prefetcher:
    def __init__(self, feed):
        self.feed = iter(feed)
        self.preload()

    def preload(self):
        self.batch = next(self.feed, None)

    def next(self):
        batch = self.batch
        self.preload()
        return batch


class Threaded(threading.Thread):
    def __init__(self, feed):
        super().__init__(daemon=True)
        self.feed, self.queue = feed, Queue(4)
        self.start()

    def run(self):
        for batch in self.feed:
            self.queue.put(batch)
        self.queue.put(None)

    def __iter__(self):
        return self

    def __next__(self):
        batch = self.queue.get()
        if batch is None:
            raise StopIteration
        return batch


net = nn.Linear(3, 1)
solver = torch.optim.SGD(net.parameters(), lr=0.1)
feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
fetch = Prefetcher(feed)
while (batch := fetch.next()) is not None:
    x, y = batch
    solver.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    solver.step()
for x, y in Threaded(feed):
    solver.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    solver.step()
