"""Learns to read digits, and adds up the gradients of all the batches that it has seen.

`backward()` adds to the gradients that are there. Nothing clears them here, so each step follows
the sum of all gradients since the program began. It goes well for some batches; then the steps
grow, and the loss with them.
"""

import argparse

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader

from digits import draw_digits


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(28 * 28, 128),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(128, 10),
        )

    def forward(self, x):
        return self.layers(x)


def train(args, model, train_loader, test_loader, optimizer, epoch):
    for batch, (images, labels) in enumerate(train_loader):
        model.train()
        output = model(images)
        loss = F.cross_entropy(output, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if batch % args.test_every == 0:
            print(f"epoch {epoch}, batch {batch:3}: loss {loss.item():.4f}")
            test(model, test_loader)


def test(model, test_loader):
    model.eval()
    loss, right = 0.0, 0
    with torch.no_grad():
        for images, labels in test_loader:
            output = model(images)
            loss += F.cross_entropy(output, labels, reduction="sum").item()
            right += (output.argmax(dim=1) == labels).sum().item()
    count = len(test_loader.dataset)
    print(f"  test: loss {loss / count:.4f}, {right} of {count} right")


def main():
    parser = argparse.ArgumentParser(description="Learns to read digits.")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--test-every", type=int, default=16, help="batches from one test to the next")
    args = parser.parse_args()

    torch.manual_seed(0)
    train_loader = DataLoader(draw_digits(4096, seed=1), batch_size=64, shuffle=True)
    test_loader = DataLoader(draw_digits(1024, seed=2), batch_size=256)
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=args.learning_rate)
    for epoch in range(args.epochs):
        train(args, model, train_loader, test_loader, optimizer, epoch)
    test(model, test_loader)


if __name__ == "__main__":
    main()
