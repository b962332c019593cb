"""Drawing samples leaves the model in eval mode; of the model, the trainer's annotation says what it is."""

import torch
from torch import nn


class Painter(nn.Module):
    def __init__(self, backbone: nn.Module):
        super().__init__()
        self.backbone = backbone

    @torch.no_grad()
    def draw(self, noise):
        self.eval()
        return self.backbone(noise)

    def forward(self, noise, pictures):
        return nn.functional.mse_loss(self.backbone(noise), pictures)


class Studio:
    def __init__(self, painter: Painter, epochs: int):
        self.painter = painter
        self.epochs = epochs
        self.optimizer = torch.optim.AdamW(painter.parameters(), lr=1e-4)

    def train(self, loader):
        for _ in range(self.epochs):
            for number, (noise, pictures) in enumerate(loader):
                self.painter.train()
                loss = self.painter(noise, pictures)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                if number % 500 == 0:
                    torch.save(self.painter.draw(noise), f"drawn_{number}.pt")
