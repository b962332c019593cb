import torch
from composer import Trainer
from composer.algorithms import BlurPool, ChannelsLast, CutMix, LabelSmoothing
from composer.models import ComposerClassifier, ComposerModel
from composer.optim import DecoupledSGDW, LinearWithWarmupScheduler
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchmetrics.classification import MulticlassAccuracy
from torchvision.models import resnet18


class OwnModel(ComposerModel):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(3072, 100), nn.ReLU(), nn.Dropout(0.1), nn.Linear(100, 10)
        )
        self.accuracy = MulticlassAccuracy(10)

    def forward(self, batch):
        inputs, _ = batch
        return self.net(inputs)

    def loss(self, outputs, batch):
        _, targets = batch
        return F.cross_entropy(outputs, targets)

    def get_metrics(self, is_train=False):
        return {"accuracy": self.accuracy}

    def update_metric(self, batch, outputs, metric):
        metric.update(outputs.softmax(-1), batch[1])


train_loader = DataLoader(torch.load("train.pt"), batch_size=1024, shuffle=True)
test_loader = DataLoader(torch.load("test.pt"), batch_size=1024)
for model in (ComposerClassifier(module=resnet18(num_classes=10), num_classes=10), OwnModel()):
    optimizer = DecoupledSGDW(model.parameters(), lr=0.05, momentum=0.9, weight_decay=2.0e-3)
    trainer = Trainer(
        model=model,
        train_dataloader=train_loader,
        eval_dataloader=test_loader,
        max_duration="3ep",
        optimizers=optimizer,
        schedulers=LinearWithWarmupScheduler(t_warmup="1ep"),
        algorithms=[LabelSmoothing(0.1), BlurPool(), CutMix(), ChannelsLast()],
        device="gpu" if torch.cuda.is_available() else "cpu",
    )
    trainer.fit()
    trainer.eval()
