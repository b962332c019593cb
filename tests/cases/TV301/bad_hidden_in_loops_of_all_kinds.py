import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm, trange


def make():
    net = nn.Linear(3, 1)
    return net, torch.optim.SGD(net.parameters(), lr=0.1)


rows = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
feed, other = DataLoader(rows, batch_size=9), DataLoader(rows, batch_size=9)


def counted(limit):
    net, solver = make()
    step = 0
    while step < limit:
        for x, y in feed:
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301
            step += 1
            if step >= limit:
                break


def two_at_once():
    net, solver = make()
    for i, ((x, y), (a, b)) in enumerate(tqdm(zip(feed, other), total=len(feed))):
        loss = nn.functional.mse_loss(net(x), y) + nn.functional.mse_loss(net(a), b)
        loss.backward()  # expect: TV301
        solver.step()  # related: TV301


def by_position(x, y, size):
    net, solver = make()
    for epoch in trange(5):
        order = torch.randperm(len(x))
        for i in range(len(x) // size):
            part = order[i * size : (i + 1) * size]
            loss = nn.functional.mse_loss(net(x[part]), y[part])
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301


def with_a_bar():
    net, solver = make()
    with tqdm(feed, unit="batch") as bar:
        for x, y in bar:
            loss = nn.functional.mse_loss(net(x), y)
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301
            bar.set_postfix(loss=loss.item())


def until_it_stops():
    net, solver = make()
    walk = iter(feed)
    while True:
        try:
            x, y = next(walk)
        except StopIteration:
            break
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()  # expect: TV301
        solver.step()  # related: TV301


counted(100)
two_at_once()
by_position(*rows.tensors, 9)
with_a_bar()
until_it_stops()
