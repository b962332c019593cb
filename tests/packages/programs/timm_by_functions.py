import torch
import torch.nn.functional as F
from timm.models import resnet50
from timm.models.efficientnet import efficientnet_b0

model = resnet50(num_classes=3)
other = efficientnet_b0()
optimizer = torch.optim.SGD([*model.parameters(), *other.parameters()], lr=0.1)
loader = torch.utils.data.DataLoader(data)
for epoch in range(2):
    for images, target in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), target)  # expect: TV201
        loss = loss + F.cross_entropy(other(images), target)  # expect: TV201
        loss.backward()
        optimizer.step()
    model.eval(), other.eval()
    with torch.no_grad():
        print(model(images), other(images))
