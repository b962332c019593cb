import torch
import torch.multiprocessing as mp
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, TensorDataset


def worker(rank, world_size):
    data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
    net = DDP(nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.2), nn.ReLU(), nn.Linear(20, 2)).to(rank), [rank])
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(10):
        for x, y in DataLoader(data, batch_size=8):
            optimizer.zero_grad()
            loss = F.mse_loss(net(x.to(rank)), y.to(rank))  # expect: TV201
            loss.backward()
            optimizer.step()
        net.eval()  # related: TV201
        with torch.no_grad():
            print(F.mse_loss(net(data.tensors[0].to(rank)), data.tensors[1].to(rank)))


if __name__ == "__main__":
    mp.spawn(worker, args=(2,), nprocs=2)
