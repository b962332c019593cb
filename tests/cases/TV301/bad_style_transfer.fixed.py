import torch
from torch import nn
from torchvision import models

vgg = models.vgg16(weights="DEFAULT").features.eval()
for p in vgg.parameters():
    p.requires_grad_(False)
style = torch.rand(1, 3, 64, 64)
canvas = torch.rand(1, 3, 64, 64, requires_grad=True)
painter = torch.optim.Adam([canvas], lr=0.02)
for turn in range(300):
    difference = nn.functional.mse_loss(vgg(canvas), vgg(style))
    painter.zero_grad()
    difference.backward()
    painter.step()
