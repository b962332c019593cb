import torch
from pytorch_metric_learning import losses
from torchvision.models import resnet18

model = resnet18()
proxies = losses.ArcFaceLoss(num_classes=10, embedding_size=1000)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
loss_optimizer = torch.optim.SGD(proxies.parameters(), lr=0.01)
loader = torch.utils.data.DataLoader(data)
for epoch in range(3):
    model.train()
    for x, labels in loader:
        optimizer.zero_grad()
        loss = proxies(model(x), labels)
        loss.backward()  # expect: TV301
        optimizer.step()
        loss_optimizer.step()
