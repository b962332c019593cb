import sys

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from checkpoints import restore


def main(path):
    tagger, done = restore(path)  # related: TV201
    solver = torch.optim.Adam(tagger.parameters(), lr=1e-4)
    feed = DataLoader(TensorDataset(torch.randint(0, 99, (64, 7)), torch.randint(0, 5, (64, 7))), batch_size=8)
    for epoch in range(done, done + 10):
        for ids, tags in feed:
            scores = tagger(ids)  # expect: TV201
            loss = F.cross_entropy(scores.transpose(1, 2), tags)
            solver.zero_grad()
            loss.backward()
            solver.step()


if __name__ == "__main__":
    main(sys.argv[1])
