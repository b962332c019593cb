import torch
from torch import nn
from torchvision import models

model = models.densenet121(weights="DEFAULT")
for p in model.parameters():
    p.requires_grad = False
model.classifier = nn.Sequential(
    nn.Linear(1024, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, 2), nn.LogSoftmax(dim=1)
)
net = models.resnet18()
net.fc = nn.Sequential(nn.Linear(512, 10), nn.Softmax(dim=1))
vgg = models.vgg16()
vgg.classifier[6] = nn.Sequential(nn.Linear(4096, 1), nn.Sigmoid())
inc = models.inception_v3(aux_logits=True)
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(model.classifier.parameters(), lr=0.003)
loader = torch.utils.data.DataLoader(data)
for x, y in loader:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss = loss + nn.functional.cross_entropy(net(x), y)  # expect: TV401
    loss = loss + nn.functional.binary_cross_entropy(vgg(x), y)
    loss.backward()
    optimizer.step()
