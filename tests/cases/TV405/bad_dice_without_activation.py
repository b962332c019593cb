import torch
from monai.losses import DiceLoss
from segmentation_models_pytorch.losses import JaccardLoss
from torch import nn


class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())
        self.head = nn.Conv2d(8, 1, 1)  # related: TV405

    def forward(self, image):
        return self.head(self.body(image))  # related: TV405


dice = DiceLoss(include_background=False)
jaccard = JaccardLoss("binary", from_logits=False)
model = Segmenter()
optimizer = torch.optim.Adam(model.parameters())
for image, mask in torch.load("scans.pt"):
    optimizer.zero_grad()
    loss = dice(model(image), mask)  # expect: TV405  # related: TV405
    loss = loss + jaccard(model(image), mask)  # expect: TV405  # related: TV405
    loss.backward()
    optimizer.step()
