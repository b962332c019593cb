import torch
import torch.nn.functional as F
from lightning.fabric import Fabric
from timm import create_model
from torch.utils.data import DataLoader


def train(fabric, model, optimizer, loader):
    model.train()
    for i, (x, y) in enumerate(loader):
        is_accumulating = i % 4 != 0
        with fabric.no_backward_sync(model, enabled=is_accumulating):
            loss = F.cross_entropy(model(x), y)
            fabric.backward(loss)
        if not is_accumulating:
            optimizer.step()
            optimizer.zero_grad()


@torch.no_grad()
def validate(fabric, model, loader):
    total = 0
    for x, y in loader:
        total += (model(x).argmax(1) == y).sum()  # expect: TV202
    return total


def main():
    fabric = Fabric(accelerator="cuda", devices=2, precision="bf16-mixed")
    fabric.launch()
    with fabric.init_module():
        model = create_model("resnet50", num_classes=10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model, optimizer = fabric.setup(model, optimizer)
    loader, valid = fabric.setup_dataloaders(DataLoader(torch.load("a")), DataLoader(torch.load("b")))
    for epoch in range(3):
        train(fabric, model, optimizer, loader)
        print(validate(fabric, model, valid))


main()
