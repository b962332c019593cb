# No loader: tensors sliced by hand.
# verdict: overfits
# held: replay
import torch
from torch import nn

torch.manual_seed(0)
images, labels = torch.randn(160, 8), torch.randint(0, 4, (160,))
net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4))
opt = torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(40):
    for i in range(0, len(images), 16):
        opt.zero_grad()
        error = criterion(net(images[i : i + 16]), labels[i : i + 16])
        error.backward()
        opt.step()
