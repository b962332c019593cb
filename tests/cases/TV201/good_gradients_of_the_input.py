import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import resnet50


class GradCam:
    """Which parts of a picture a class depends on."""

    def __init__(self, net, layer):
        self.net = net.eval()
        self.kept, self.slopes = None, None
        layer.register_forward_hook(self.keep)
        layer.register_full_backward_hook(self.keep_slopes)

    def keep(self, layer, given, out):
        self.kept = out.detach()

    def keep_slopes(self, layer, given, out):
        self.slopes = out[0].detach()

    def __call__(self, picture, label):
        scores = self.net(picture)
        self.net.zero_grad()
        scores[0, label].backward()
        weights = self.slopes.mean(dim=(2, 3), keepdim=True)
        return F.relu((weights * self.kept).sum(1))


def pgd(net, pictures, labels, radius, turns=10):
    net.eval()
    noise = torch.empty_like(pictures).uniform_(-radius, radius)
    for _ in range(turns):
        noise.requires_grad_(True)
        F.cross_entropy(net(pictures + noise), labels).backward()
        with torch.no_grad():
            noise = (noise + radius / 4 * noise.grad.sign()).clamp(-radius, radius)
    return (pictures + noise).detach()


def adversarial(net, feed, solver):
    for pictures, labels in feed:
        changed = pgd(net, pictures, labels, 8 / 255)
        net.train()
        solver.zero_grad()
        F.cross_entropy(net(changed), labels).backward()
        solver.step()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--label", type=int, default=281)
    net = resnet50(weights="DEFAULT")
    print(GradCam(net, net.layer4[-1])(torch.rand(1, 3, 224, 224), parser.parse_args().label))
    solver = torch.optim.SGD(net.parameters(), lr=0.1)
    adversarial(net, [(torch.rand(4, 3, 224, 224), torch.zeros(4, dtype=torch.long))], solver)
