import torch
from composer import Trainer
from composer.models import ComposerClassifier
from torch import nn

module = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
model = ComposerClassifier(module, num_classes=10)  # expect: TV401
trainer = Trainer(
    model=model, train_dataloader=train, max_duration="2ep", optimizers=torch.optim.Adam(model.parameters())
)
trainer.fit()
