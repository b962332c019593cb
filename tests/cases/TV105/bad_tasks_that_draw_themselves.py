import fewshot
import torch
from torch import nn
from torch.utils.data import DataLoader

tasks = fewshot.Tasks("train", ways=5, shots=1)
loader = DataLoader(tasks, shuffle=True, pin_memory=True)
net = nn.Linear(64, 5)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for turn in range(100):
    images, labels = next(iter(loader))  # expect-hint: TV105
    loss = nn.functional.cross_entropy(net(images), labels)
    opt.zero_grad()
    loss.backward()
    opt.step()
