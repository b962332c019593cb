import argparse

import torch

from lib.data import feeds
from lib.engine import measure, one_epoch
from lib.nets import build


def run(options):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = build(options.width).to(device)
    solver = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    fit, dev = feeds(options.batch)
    best = 0.0
    net.train()  # related: TV201
    for epoch in range(options.epochs):
        one_epoch(net, solver, fit, device)
        score = measure(net, dev, device)  # related: TV201
        if score > best:
            best = score
            torch.save({"epoch": epoch, "net": net.state_dict()}, "best.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=20)
    run(parser.parse_args())
