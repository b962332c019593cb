import torch
from monai.losses import DiceFocalLoss, GeneralizedDiceLoss
from segmentation_models_pytorch.losses import DiceLoss, FocalLoss
from torch import nn
from torchvision.ops import sigmoid_focal_loss

mode = torch.load("options.pt")["mode"]
dice = DiceLoss("binary", from_logits=False)
focal = FocalLoss("binary", from_logits=False)
either = DiceLoss(mode)
both = DiceFocalLoss(sigmoid=True)
general = GeneralizedDiceLoss()
net = nn.Conv2d(3, 1, 1)
opt = torch.optim.AdamW(net.parameters())
for images, masks in torch.load("batches.pt"):
    opt.zero_grad()
    raw = net(images)
    shown = torch.sigmoid(raw)
    loss = dice(shown, masks) + focal(shown, masks) + either(shown, masks)
    loss = loss + general(input=shown, target=masks)
    loss = loss + both(raw, masks) + sigmoid_focal_loss(raw, masks, reduction="mean")
    loss.backward()
    opt.step()
