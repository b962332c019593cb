import torch
from model_zoo import build_net
from monai.losses import DiceLoss, HausdorffDTLoss
from segmentation_models_pytorch.losses import JaccardLoss
from torch import nn

applied = DiceLoss(sigmoid=True)
squashed = DiceLoss(other_act=torch.tanh)
option = torch.load("options.pt")["sigmoid"]
optional = HausdorffDTLoss(sigmoid=option)
given = DiceLoss()
jaccard = JaccardLoss("binary")
head = nn.Conv2d(8, 1, 1)
whole = build_net(2, 1, 8)
optimizer = torch.optim.Adam([*whole.parameters(), *head.parameters()])
for image, mask in torch.load("scans.pt"):
    optimizer.zero_grad()
    scores = head(whole(image))
    loss = applied(scores, mask) + squashed(scores, mask) + optional(scores, mask) + jaccard(scores, mask)
    loss = loss + given(scores.sigmoid(), mask) + given(whole(image), mask)
    loss.backward()
    optimizer.step()
