import argparse
import csv

import torch
from torch.utils.data import DataLoader, TensorDataset

from net import Rater


def predictions(path, pairs):
    rater = Rater(1000, 5000)  # related: TV202
    rater.load_state_dict(torch.load(path, weights_only=True))
    with torch.inference_mode():
        for users, items in DataLoader(pairs, batch_size=256):
            yield from rater(users, items).tolist()  # expect: TV202


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights")
    parser.add_argument("out")
    options = parser.parse_args()
    pairs = TensorDataset(torch.randint(0, 1000, (512,)), torch.randint(0, 5000, (512,)))
    with open(options.out, "w") as file:
        writer = csv.writer(file)
        for value in predictions(options.weights, pairs):
            writer.writerow([value])


if __name__ == "__main__":
    main()
