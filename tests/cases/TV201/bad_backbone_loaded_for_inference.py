import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import ResNet50_Weights, resnet50


def load(classes):
    net = resnet50(weights=ResNet50_Weights.DEFAULT)
    net.fc = nn.Linear(net.fc.in_features, classes)
    return net.eval()  # related: TV201


def finetune(net, feed, epochs):
    solver = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(solver, step_size=7)
    measure = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for images, labels in feed:
            loss = measure(net(images), labels)  # expect: TV201
            solver.zero_grad()
            loss.backward()
            solver.step()
        scheduler.step()
    torch.save(net.state_dict(), "fine.pt")


pictures = TensorDataset(torch.rand(32, 3, 224, 224), torch.randint(0, 5, (32,)))
finetune(load(5), DataLoader(pictures, batch_size=4, shuffle=True), epochs=3)  # related: TV201
