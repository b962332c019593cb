import torch
from torch import nn
from torchvision import models

net = models.resnet18(weights="DEFAULT")
net.fc = nn.Sequential(nn.Linear(512, 10), nn.Softmax(dim=1))
optimizer = torch.optim.Adam(net.fc.parameters(), lr=0.003)
for x, y in torch.utils.data.DataLoader(torch.load("data.pt")):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)  # expect: TV401
    loss.backward()
    optimizer.step()
