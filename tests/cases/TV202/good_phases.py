import torch
from torch import nn
from torchvision import models

model = models.resnet18(num_classes=2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()


def run(loaders, epochs):
    for _ in range(epochs):
        for phase in ["train", "val"]:
            model.train(phase == "train")
            for images, labels in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    loss = criterion(model(images), labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
