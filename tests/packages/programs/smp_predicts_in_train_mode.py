import segmentation_models_pytorch as smp
import torch

model = smp.create_model("DeepLabV3Plus", "resnet50", classes=1)
net = smp.DeepLabV3Plus("resnet50", classes=1)
net.load_state_dict(torch.load("net.pt"))
with torch.no_grad():
    mask = net(torch.load("image.pt")).sigmoid() > 0.5  # expect: TV202
