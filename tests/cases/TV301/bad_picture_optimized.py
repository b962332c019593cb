import argparse

import torch
from torch import nn
from torchvision.models import vgg19


class Content(nn.Module):
    def __init__(self, target):
        super().__init__()
        self.register_buffer("target", target.detach())

    def forward(self, features):
        self.loss = nn.functional.mse_loss(features, self.target)
        return features


def render(picture, features, goal, turns):
    canvas = nn.Parameter(picture.clone())
    painter = torch.optim.Adam([canvas], lr=0.01)
    for turn in range(turns):
        loss = nn.functional.mse_loss(features(canvas), goal) + 1e-3 * canvas.abs().mean()
        loss.backward()  # expect: TV301
        painter.step()  # related: TV301
        with torch.no_grad():
            canvas.clamp_(0, 1)
    return canvas.detach()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=300)
    features = vgg19(weights="DEFAULT").features.eval().requires_grad_(False)
    picture = torch.rand(1, 3, 128, 128)
    render(picture, features, features(picture), parser.parse_args().turns)
