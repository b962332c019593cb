import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm, trange


def make():
    net = nn.Linear(3, 1)
    return net, torch.optim.SGD(net.parameters(), lr=0.1)


rows = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
feed, other = DataLoader(rows, batch_size=9), DataLoader(rows, batch_size=9)


def counted(limit, every):
    net, solver = make()
    step, micro = 0, 0
    while step < limit:
        for x, y in feed:
            (nn.functional.mse_loss(net(x), y) / every).backward()
            micro += 1
            if micro % every == 0:
                solver.step()
                solver.zero_grad()
                step += 1


def two_at_once():
    net, solver = make()
    for i, ((x, y), (a, b)) in enumerate(tqdm(zip(feed, other), total=len(feed))):
        solver.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        nn.functional.mse_loss(net(a), b).backward()
        solver.step()


def by_position(x, y, size):
    net, solver = make()
    for epoch in trange(5):
        for i in range(0, len(x), size):
            loss = nn.functional.mse_loss(net(x[i : i + size]), y[i : i + size])
            net.zero_grad()
            loss.backward()
            solver.step()


def until_it_stops(limit):
    net, solver = make()
    walk = iter(feed)
    for step in range(limit):
        try:
            x, y = next(walk)
        except StopIteration:
            walk = iter(feed)
            x, y = next(walk)
        solver.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        solver.step()


counted(100, 4)
two_at_once()
by_position(*rows.tensors, 9)
until_it_stops(1000)
