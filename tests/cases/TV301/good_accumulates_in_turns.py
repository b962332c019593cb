import argparse
from contextlib import nullcontext

import torch
from accelerate import Accelerator
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset


def rows():
    return DataLoader(TensorDataset(torch.randn(96, 5), torch.randn(96, 1)), batch_size=4)


class Counted:
    """Steps when enough has come together."""

    def __init__(self, net, every):
        self.net, self.every, self.waiting = net, every, 0
        self.solver = torch.optim.AdamW(net.parameters())

    def add(self, loss):
        (loss / self.every).backward()
        self.waiting += 1
        if self.waiting == self.every:
            self.solver.step()
            self.solver.zero_grad()
            self.waiting = 0


def accelerated(every):
    accelerator = Accelerator(gradient_accumulation_steps=every)
    net = nn.Linear(5, 1)
    solver = torch.optim.AdamW(net.parameters())
    net, solver, feed = accelerator.prepare(net, solver, rows())
    for x, y in feed:
        with accelerator.accumulate(net):
            accelerator.backward(nn.functional.mse_loss(net(x), y))
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(net.parameters(), 1.0)
            solver.step()
            solver.zero_grad()


def distributed(every):
    net = DistributedDataParallel(nn.Linear(5, 1))
    solver = torch.optim.AdamW(net.parameters())
    feed = rows()
    for turn, (x, y) in enumerate(feed):
        complete = (turn + 1) % every == 0 or turn + 1 == len(feed)
        with nullcontext() if complete else net.no_sync():
            loss = nn.functional.mse_loss(net(x), y) / every
            loss.backward()
        if not complete:
            continue
        solver.step()
        solver.zero_grad(set_to_none=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=8)
    options = parser.parse_args()
    counted = Counted(nn.Linear(5, 1), options.every)
    for x, y in rows():
        counted.add(nn.functional.mse_loss(counted.net(x), y))
    accelerated(options.every)
    distributed(options.every)
