import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Worker:
    def __init__(self, rank):
        self.core = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.2), nn.ReLU(), nn.Linear(20, 2)).to(rank)
        self.core = nn.parallel.DistributedDataParallel(self.core, device_ids=[rank])
        self.solver = torch.optim.SGD(self.core.parameters(), lr=0.1)

    def epoch(self, feed):
        self.core.train  # expect: TV203
        for x, y in feed:
            self.solver.zero_grad()
            F.cross_entropy(self.core(x), y).backward()
            self.solver.step()

    def test(self, feed):
        self.core.module.eval  # expect: TV203
        with torch.no_grad():
            return sum(F.cross_entropy(self.core(x), y).item() for x, y in feed)


feed = DataLoader(TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,))), batch_size=8)
worker = Worker(0)
for _ in range(5):
    worker.epoch(feed)
    print(worker.test(feed))
