import torch
from torch.utils.data import DataLoader
from torchvision.models.detection import fasterrcnn_resnet50_fpn


def fit(examples, held_out, epochs):
    net = fasterrcnn_resnet50_fpn(num_classes=3)
    opt = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.005)
    for epoch in range(epochs):
        net.train()
        for images, targets in DataLoader(examples, batch_size=4, collate_fn=list):
            loss = sum(net(images, targets).values())
            opt.zero_grad()
            loss.backward()
            opt.step()
        with torch.no_grad():
            for images, targets in DataLoader(held_out, batch_size=4, collate_fn=list):
                losses = net(images, targets)
                print(sum(losses.values()).item())
    return net
