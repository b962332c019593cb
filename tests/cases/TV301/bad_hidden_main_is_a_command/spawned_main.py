import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


def worker(rank, world, options):
    dist.init_process_group("nccl", rank=rank, world_size=world)
    net = DistributedDataParallel(nn.Linear(3, 1).to(rank), device_ids=[rank])
    solver = torch.optim.SGD(net.parameters(), lr=options["lr"])
    rows = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
    sampler = DistributedSampler(rows)
    for epoch in range(options["epochs"]):
        sampler.set_epoch(epoch)
        for x, y in DataLoader(rows, batch_size=9, sampler=sampler):
            loss = nn.functional.mse_loss(net(x.to(rank)), y.to(rank))
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301
    dist.destroy_process_group()


def main():
    os.environ.setdefault("MASTER_ADDR", "localhost")
    world = torch.cuda.device_count()
    mp.spawn(worker, args=(world, {"lr": 0.1, "epochs": 3}), nprocs=world, join=True)


if __name__ == "__main__":
    main()
