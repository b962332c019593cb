import segmentation_models_pytorch as smp
import torch
from monai.losses import DiceCELoss
from timm.loss import LabelSmoothingCrossEntropy
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        return torch.softmax(self.conv(x), dim=1)  # related: TV401, TV404


net, flat = Segmenter(), nn.Sequential(nn.Linear(8, 4), nn.Softmax(dim=1))  # related: TV401
dice = DiceCELoss(to_onehot_y=True, softmax=True)
focal = smp.losses.FocalLoss(mode="multiclass")
smooth = LabelSmoothingCrossEntropy(smoothing=0.1)
solver = torch.optim.Adam([*net.parameters(), *flat.parameters()])
for x, y in DataLoader(TensorDataset(torch.rand(32, 3, 8, 8), torch.randint(0, 4, (32, 8, 8))), batch_size=4):
    masks = net(x)  # related: TV401, TV404
    loss = dice(masks, y[:, None])  # expect: TV401
    loss = loss + focal(masks, y)  # expect: TV404
    loss = loss + smooth(flat(torch.randn(4, 8)), y[:, 0, 0])  # expect: TV401
    solver.zero_grad()
    loss.backward()
    solver.step()
