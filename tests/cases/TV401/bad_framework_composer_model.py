import torch
import torch.nn.functional as F
from composer import Trainer
from composer.models import ComposerModel
from torch import nn


class Digits(ComposerModel):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, batch):
        x, _ = batch
        x = F.dropout(x, 0.2)  # expect: TV204
        return self.net(x).softmax(dim=1)

    def loss(self, outputs, batch):
        _, y = batch
        return F.cross_entropy(outputs, y)  # expect: TV401


trainer = Trainer(model=Digits(), train_dataloader=train, max_duration="2ep")
trainer.fit()
