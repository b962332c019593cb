import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import nets  # noqa: F401 - fills the registry
from core.registry import build


def main():
    digits = TensorDataset(torch.randn(512, 1, 28, 28), torch.randint(0, 10, (512,)))
    model = build("plain", classes=10)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(5):
        for images, labels in DataLoader(digits, batch_size=64, shuffle=True):
            loss = criterion(model(images), labels)  # expect: TV401
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


if __name__ == "__main__":
    main()
