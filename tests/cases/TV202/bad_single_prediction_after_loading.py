import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))  # related: TV202
net.load_state_dict(torch.load("iris.pt"))
flower = torch.tensor([[5.1, 3.5, 1.4, 0.2]])
with torch.no_grad():
    print(net(flower).argmax(1).item())  # expect: TV202
