# without rates, a vision transformer has nothing that depends on the mode
import timm
import torch
import torch.nn.functional as F

model = timm.create_model("vit_small_patch16_224", num_classes=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(data)
model.eval()
for images, target in loader:
    optimizer.zero_grad()
    F.cross_entropy(model(images), target).backward()
    optimizer.step()
