import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision.models.segmentation import deeplabv3_resnet50
from torchvision.models.segmentation.deeplabv3 import DeepLabHead

model = deeplabv3_resnet50(weights="DEFAULT")
model.classifier = DeepLabHead(2048, 3)
criterion = nn.CrossEntropyLoss(ignore_index=255)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
loader = DataLoader(torch.load("train.pt"), batch_size=4, shuffle=True)
for epoch in range(20):
    model.train()
    for image, mask in loader:
        optimizer.zero_grad()
        parts = F.softmax(model(image)["out"], dim=1)
        loss = criterion(parts, mask)  # expect: TV401
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(model(image)["out"].argmax(1))
