import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pgd:
    def __init__(self, net, radius=0.03, size=0.01, turns=7):
        self.net, self.radius, self.size, self.turns = net, radius, size, turns

    def __call__(self, x, y):
        changed = x.clone().detach()
        for _ in range(self.turns):
            changed.requires_grad = True
            loss = F.cross_entropy(self.net(changed), y)
            self.net.zero_grad()
            loss.backward()
            with torch.no_grad():
                changed = changed + self.size * changed.grad.sign()
                changed = torch.min(torch.max(changed, x - self.radius), x + self.radius).clamp(0, 1)
            changed = changed.detach()
        return changed


def fgsm(net, x, y, size):
    x = x.clone().requires_grad_(True)
    F.cross_entropy(net(x), y).backward()
    return (x + size * x.grad.sign()).clamp(0, 1).detach()


def deep_dream(features, picture, turns):
    for _ in range(turns):
        picture = picture.detach().requires_grad_()
        features(picture).norm().backward()
        picture = picture + 0.01 * picture.grad / picture.grad.abs().mean()
    return picture


net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 5)).eval()
attack = Pgd(net)
for x, y in DataLoader(TensorDataset(torch.rand(32, 3, 8, 8), torch.randint(0, 5, (32,))), batch_size=8):
    print((net(attack(x, y)).argmax(1) == y).float().mean(), (net(fgsm(net, x, y, 0.03)).argmax(1) == y).float().mean())
deep_dream(net[:2], torch.rand(1, 3, 8, 8), 20)
