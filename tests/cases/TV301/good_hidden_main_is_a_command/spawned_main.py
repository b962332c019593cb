import torch
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset


def worker(rank, world):
    net = DistributedDataParallel(nn.Linear(3, 1).to(rank), device_ids=[rank])
    solver = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
        solver.zero_grad()
        nn.functional.mse_loss(net(x.to(rank)), y.to(rank)).backward()
        solver.step()


if __name__ == "__main__":
    mp.spawn(worker, args=(2,), nprocs=2)
    processes = [mp.Process(target=worker, args=(rank, 2)) for rank in range(2)]
    for process in processes:
        process.start()
