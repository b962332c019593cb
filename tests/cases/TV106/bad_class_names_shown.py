import argparse

import torch
from torch.utils.data import DataLoader, TensorDataset


class Preview:
    def __init__(self, options):
        rows = TensorDataset(torch.rand(64, 3, 8, 8), torch.randint(0, 10, (64,)))
        self.feed = DataLoader(rows, batch_size=options.count, shuffle=True, num_workers=2)

    def once(self):
        walk = iter(self.feed)
        images, labels = walk.next()  # expect: TV106
        print(images.shape, labels.tolist())

    def many(self, turns):
        for _ in range(turns):
            print(iter(self.feed).next()[1])  # expect: TV106


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=4)
    preview = Preview(parser.parse_args())
    preview.once()
    preview.many(3)
