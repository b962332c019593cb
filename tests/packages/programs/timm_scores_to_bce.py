import timm
import torch
from torch import nn

model = timm.create_model("efficientnet_b0", num_classes=5)
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(data)
for images, target in loader:
    loss = criterion(model(images), target)  # expect: TV405
    loss.backward()  # expect: TV301
    optimizer.step()
