import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import lightning as L

class Regression(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.mse_loss(self.layer(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


L.Trainer(max_epochs=3).fit(Regression(), DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1))))
