import torch
from torch import nn

victim = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).eval()
image, label = torch.rand(1, 1, 8, 8), torch.tensor([3])
noise = torch.zeros_like(image, requires_grad=True)
for turn in range(10):
    loss = nn.functional.cross_entropy(victim(image + noise), label)
    loss.backward()  # expect: TV301
    noise.data = (noise + 0.01 * noise.grad.sign()).clamp(-0.1, 0.1)  # related: TV301
