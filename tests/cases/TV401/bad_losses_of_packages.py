import monai
import timm.loss
import torch
from kornia.losses import focal_loss
from segmentation_models_pytorch.losses import JaccardLoss
from torch import nn

criteria = {
    "smooth": timm.loss.LabelSmoothingCrossEntropy(0.1),
    "jaccard": JaccardLoss(mode="multiclass"),
    "dice": monai.losses.DiceCELoss(to_onehot_y=True, softmax=True),
}
net = nn.Conv2d(3, 5, 1)
opt = torch.optim.Adam(net.parameters())
for images, masks in torch.load("batches.pt"):
    opt.zero_grad()
    parts = net(images).softmax(dim=1)  # related: TV401
    loss = criteria["smooth"](parts, masks)  # expect: TV401
    loss = loss + criteria["jaccard"](parts, masks)  # expect: TV401
    loss = loss + criteria["dice"](parts, masks)  # expect: TV401
    loss = loss + focal_loss(torch.softmax(net(images), 1), masks, alpha=0.5, reduction="mean")  # expect: TV401
    loss.backward()
    opt.step()
