import torch
from monai.losses import DiceFocalLoss, GeneralizedDiceLoss
from segmentation_models_pytorch.losses import BINARY_MODE, DiceLoss, FocalLoss
from torch import nn
from torchvision.ops import sigmoid_focal_loss

dice = DiceLoss(BINARY_MODE)
focal = FocalLoss("multilabel")
both = DiceFocalLoss(sigmoid=True)
general = GeneralizedDiceLoss(sigmoid=True)
net = nn.Conv2d(3, 1, 1)
opt = torch.optim.AdamW(net.parameters())
for images, masks in torch.load("batches.pt"):
    opt.zero_grad()
    shown = torch.sigmoid(net(images))  # related: TV404
    loss = dice(shown, masks) + focal(shown, masks)  # expect: TV404, TV404
    loss += both(shown, masks)  # expect: TV404
    loss += general(input=shown, target=masks)  # expect: TV404
    loss += sigmoid_focal_loss(shown, masks, reduction="mean")  # expect: TV404
    loss.backward()
    opt.step()
