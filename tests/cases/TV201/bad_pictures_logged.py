import argparse
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter


class Restorer(nn.Module):
    def __init__(self, channels=16):
        super().__init__()
        self.into = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.PReLU())
        self.out = nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, x):
        return x + self.out(self.into(x))


class Session:
    def __init__(self, folder: Path):
        self.net = Restorer()
        self.solver = torch.optim.Adam(self.net.parameters(), 2e-4)
        self.writer = SummaryWriter(folder)
        self.examples = torch.rand(4, 3, 16, 16)

    @torch.inference_mode()
    def log_pictures(self, step):
        self.net.eval()  # related: TV201
        self.writer.add_images("restored", self.net(self.examples).clamp(0, 1), step)

    def learn(self, feed, every):
        self.net.train()  # related: TV201
        for step, (noisy, clean) in enumerate(feed):
            loss = nn.functional.l1_loss(self.net(noisy), clean)  # expect: TV201
            self.solver.zero_grad()
            loss.backward()
            self.solver.step()
            if step % every == 0:
                self.log_pictures(step)  # related: TV201


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=100)
    options = parser.parse_args()
    pictures = TensorDataset(torch.rand(400, 3, 16, 16), torch.rand(400, 3, 16, 16))
    Session(options.folder).learn(DataLoader(pictures, batch_size=4), options.every)
