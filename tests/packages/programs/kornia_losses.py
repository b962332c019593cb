import kornia.augmentation as K
import torch
from kornia.losses import BinaryFocalLossWithLogits, DiceLoss
from torch import nn

augment = nn.Sequential(K.RandomHorizontalFlip(p=0.5), K.ColorJitter(0.1, 0.1, 0.1, 0.1))
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Conv2d(8, 4, 1))
dice = DiceLoss()
binary = BinaryFocalLossWithLogits(alpha=0.25, reduction="mean")
optimizer = torch.optim.Adam(net.parameters())
loader = torch.utils.data.DataLoader(data)
for x, y in loader:
    optimizer.zero_grad()
    out = net(augment(x))
    loss = dice(out, y) + dice(nn.functional.softmax(out, dim=1), y)  # expect: TV401
    loss = loss + binary(out.sigmoid(), y)  # expect: TV404
    loss.backward()
    optimizer.step()
