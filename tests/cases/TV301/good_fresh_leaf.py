import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).eval()
image, label = torch.rand(1, 1, 8, 8), torch.tensor([3])
start = image.clone()
for _ in range(10):
    image = image.detach().requires_grad_(True)
    loss = nn.functional.cross_entropy(net(image), label)
    loss.backward()
    image = (image + 0.01 * image.grad.sign()).clamp(0, 1)
