import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

import zoo.bodies


def loader(count):
    digits = TensorDataset(torch.randn(count, 1, 28, 28), torch.randint(0, 10, (count,)))
    return DataLoader(digits, batch_size=32, shuffle=True)


if __name__ == "__main__":
    model = zoo.bodies.Body()
    optimizer = torch.optim.AdamW(model.parameters())
    training, held_out = loader(2048), loader(256)
    model.train()  # related: TV201
    for epoch in range(4):
        for x, y in training:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)  # expect: TV201
            loss.backward()
            optimizer.step()
        print(epoch, zoo.bodies.accuracy(model, held_out))  # related: TV201
