import kornia as K
import kornia.augmentation as KA
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.models import mobilenet_v2


class Augmentation(nn.Module):
    def __init__(self):
        super().__init__()
        self.transforms = KA.AugmentationSequential(
            KA.RandomHorizontalFlip(p=0.75), KA.ColorJitter(0.2, 0.3, 0.2, 0.3), data_keys=["input"]
        )

    @torch.no_grad()
    def forward(self, x):
        return self.transforms(x)


augment = Augmentation()
model = mobilenet_v2(num_classes=10)
criterion = K.losses.FocalLoss(alpha=0.5, gamma=2.0, reduction="mean")
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
train_loader = DataLoader(torch.load("train.pt"), batch_size=64, shuffle=True)
valid_loader = DataLoader(torch.load("valid.pt"), batch_size=64)


def fit_epoch():
    model.train()
    for image, label in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(augment(image)), label)
        loss.backward()
        optimizer.step()


def validate():
    right = 0
    with torch.no_grad():
        for image, label in valid_loader:
            right += (model(image).argmax(1) == label).sum().item()  # expect: TV202
    return right / len(valid_loader.dataset)


for epoch in range(10):
    fit_epoch()
    print(validate())
