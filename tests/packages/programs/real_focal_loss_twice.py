import torch
from torch import nn
from torchmetrics.functional import accuracy
from torchvision.models import efficientnet_b0
from torchvision.ops import sigmoid_focal_loss

net = efficientnet_b0(num_classes=1)
opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
loader = torch.utils.data.DataLoader(torch.load("x"), batch_size=8)
scaler = torch.amp.GradScaler("cuda")
for epoch in range(4):
    net.train()
    for image, label in loader:
        with torch.autocast("cuda"):
            out = torch.sigmoid(net(image)).squeeze(1)
            loss = sigmoid_focal_loss(out, label, reduction="mean")  # expect: TV404
        scaler.scale(loss).backward()  # expect: TV301
        scaler.step(opt)
        scaler.update()
        accuracy(out, label, task="binary")
