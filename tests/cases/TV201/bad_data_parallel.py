import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        return x + F.relu(self.norm(self.conv(x)))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(3) for _ in range(4)])
        self.linear = nn.Linear(3, 10)

    def forward(self, x):
        return self.linear(self.blocks(x).mean(dim=(2, 3)))


device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.DataParallel(Classifier()).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=200)
images = TensorDataset(torch.rand(256, 3, 32, 32), torch.randint(0, 10, (256,)))
trainloader, testloader = DataLoader(images, batch_size=32), DataLoader(images, batch_size=100)


def train(epoch):
    for inputs, targets in trainloader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(inputs), targets)  # expect: TV201
        loss.backward()
        optimizer.step()


def test(epoch):
    model.eval()  # related: TV201
    correct = 0
    with torch.no_grad():
        for inputs, targets in testloader:
            inputs, targets = inputs.to(device), targets.to(device)
            correct += model(inputs).argmax(1).eq(targets).sum().item()
    print(epoch, correct)


for epoch in range(200):
    train(epoch)
    test(epoch)  # related: TV201
    scheduler.step()
