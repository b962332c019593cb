import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import lightning as L

class Fit(L.LightningModule):
    def training_step(self, batch):
        return self.net(batch).mean()


L.Trainer(
    max_epochs=3,
    overfit_batches=1,  # expect: TV104
).fit(Fit())
L.Trainer(fast_dev_run=True).fit(Fit())  # expect: TV104
