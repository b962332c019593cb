import monai
import timm.loss
import torch
from kornia.losses import HausdorffERLoss, focal_loss
from segmentation_models_pytorch.losses import DiceLoss, JaccardLoss
from torch import nn

smooth = timm.loss.LabelSmoothingCrossEntropy(0.1)
jaccard = JaccardLoss(mode="multiclass", from_logits=False)
of_scores = DiceLoss("multiclass")
dice = monai.losses.DiceLoss(to_onehot_y=True)
tanh = monai.losses.TverskyLoss(other_act=torch.tanh)
border = HausdorffERLoss()
net = nn.Conv2d(3, 5, 1)
opt = torch.optim.Adam(net.parameters())
for images, masks in torch.load("batches.pt"):
    opt.zero_grad()
    scores = net(images)
    parts = scores.softmax(dim=1)
    loss = smooth(scores, masks) + of_scores(scores, masks) + focal_loss(scores, masks, alpha=0.5).mean()
    loss = loss + jaccard(parts, masks) + dice(parts, masks) + border(parts, masks) + tanh(scores, masks)
    loss.backward()
    opt.step()
