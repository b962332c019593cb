import argparse

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clip", type=float, default=1.0)
    options = parser.parse_args()
    accelerator = Accelerator(mixed_precision="bf16")
    net = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 2))
    solver = torch.optim.AdamW(net.parameters(), lr=5e-5)
    feed = DataLoader(TensorDataset(torch.randn(80, 8), torch.randint(0, 2, (80,))), batch_size=8)
    net, solver, feed = accelerator.prepare(net, solver, feed)
    for epoch in range(3):
        for x, y in feed:
            with accelerator.autocast():
                loss = nn.functional.cross_entropy(net(x), y)
            accelerator.backward(loss)  # related: TV302
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(net.parameters(), options.clip)
            solver.zero_grad()  # expect: TV302
            solver.step()  # related: TV302


main()
