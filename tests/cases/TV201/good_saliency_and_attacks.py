import torch
import torch.nn.functional as F
from torch import nn


def saliency(net, image, label):
    net.eval()
    image.requires_grad_()
    F.cross_entropy(net(image), label).backward()
    return image.grad.abs().amax(dim=1)


def attack(net, image, label, steps=10, size=0.01):
    net.eval()
    for _ in range(steps):
        image = image.detach().requires_grad_()
        loss = F.cross_entropy(net(image), label)
        (gradient,) = torch.autograd.grad(loss, image)
        image = (image + size * gradient.sign()).clamp(0, 1)
    return image


net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 36, 10))
net.load_state_dict(torch.load("net.pt"))
print(saliency(net, torch.rand(1, 3, 8, 8), torch.tensor([3])))
print(attack(net, torch.rand(1, 3, 8, 8), torch.tensor([3])))
