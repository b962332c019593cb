import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.5))
        self.head = nn.Linear(100, 10)

    def forward(self, x):
        return self.head(self.body(x))


def fit(net, batches, held_out, opt, log_interval=50):
    for i, (x, y) in enumerate(batches):
        net.train()
        opt.zero_grad()
        out = net(x)
        loss = F.cross_entropy(out, y)
        loss.backward()
        opt.step()
        if i % log_interval == 0:
            check_progress(net, held_out)


def check_progress(net, held_out):
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in held_out:
            hits += (net(x).argmax(dim=1) == y).sum().item()
    print(hits)


if __name__ == "__main__":
    images = TensorDataset(torch.rand(2048, 1, 28, 28), torch.randint(0, 10, (2048,)))
    net = Digits()
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(3):
        fit(net, DataLoader(images, batch_size=64, shuffle=True), DataLoader(images, batch_size=256), opt)
