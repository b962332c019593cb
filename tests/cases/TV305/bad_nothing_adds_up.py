import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def learn(net, feed, options):
    solver = torch.optim.AdamW(net.parameters(), lr=options.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(solver, lambda turn: min(1.0, turn / 100))
    for epoch in range(options.epochs):
        for turn, batch in enumerate(feed, start=1):
            net.zero_grad(set_to_none=True)  # expect: TV305
            loss = nn.functional.mse_loss(net(batch[0]), batch[1])
            loss = loss / options.accumulate
            loss.backward()  # related: TV305
            if turn % options.accumulate == 0 or turn == len(feed):
                nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                solver.step()  # related: TV305
                schedule.step()


parser = argparse.ArgumentParser()
parser.add_argument("--accumulate", type=int, default=4)
parser.add_argument("--rate", type=float, default=1e-4)
parser.add_argument("--epochs", type=int, default=3)
rows = TensorDataset(torch.randn(96, 6), torch.randn(96, 1))
learn(nn.Linear(6, 1), DataLoader(rows, batch_size=4), parser.parse_args())
