"""Drawing samples leaves the model as it was; its constructor is annotated with its own class."""

from __future__ import annotations

import torch
from torch import nn


class Painter(nn.Module):
    def __init__(self, backbone: nn.Module, teacher: Painter | None, copied_from: Painter):
        super().__init__()
        self.backbone = backbone
        self.teacher = teacher
        self.size = copied_from.size

    @torch.no_grad()
    def draw(self, noise):
        was_training = self.training
        self.eval()
        drawn = self.backbone(noise)
        self.train(was_training)
        return drawn

    def forward(self, noise, pictures):
        return nn.functional.mse_loss(self.backbone(noise), pictures)


class Studio:
    def __init__(self, painter: Painter, epochs: int):
        self.painter = painter
        self.epochs = epochs
        self.optimizer = torch.optim.AdamW(painter.parameters(), lr=1e-4)

    def train(self, loader):
        for _ in range(self.epochs):
            self.painter.train()
            for number, (noise, pictures) in enumerate(loader):
                loss = self.painter(noise, pictures)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                if number % 500 == 0:
                    torch.save(self.painter.draw(noise), f"drawn_{number}.pt")
