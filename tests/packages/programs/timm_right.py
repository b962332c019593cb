import timm
import torch
from timm.loss import SoftTargetCrossEntropy
from timm.optim import Lion
from timm.utils import ModelEmaV3, NativeScaler

model = timm.create_model("vit_tiny_patch16_224", num_classes=10)
ema = ModelEmaV3(model)
optimizer = Lion(model.parameters(), lr=1e-4)
criterion = SoftTargetCrossEntropy()
scaler = NativeScaler()
loader = torch.utils.data.DataLoader(data)
for epoch in range(10):
    model.train()
    for images, target in loader:
        loss = criterion(model(images), target)
        optimizer.zero_grad()
        scaler(loss, optimizer, clip_grad=1.0, parameters=model.parameters())
        ema.update(model)
    ema.module.eval()
    with torch.no_grad():
        ema.module(images)
model.eval()
features = timm.create_model("resnet18", features_only=True)
with torch.no_grad():
    probabilities = model(images).softmax(dim=1)
