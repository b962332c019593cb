import torch
import torchvision
from torchvision.models import ResNet50_Weights, resnet50

model = resnet50(weights=ResNet50_Weights.DEFAULT)
model.fc = torch.nn.Linear(model.fc.in_features, 2)
optimizer = torch.optim.SGD(model.fc.parameters(), lr=1e-3)
other = torchvision.models.get_model("mobilenet_v3_small", num_classes=2)
loader = torch.utils.data.DataLoader(torchvision.datasets.ImageFolder("data"), batch_size=4)


def evaluate():
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            print(model(x).argmax(1))


for epoch in range(3):
    for x, y in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.nll_loss(model(x), y)  # expect: TV201, TV403
        loss.backward()
        optimizer.step()
    evaluate()
