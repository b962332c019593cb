import lightning as L
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Manual(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.layer = nn.Linear(3, 1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        opt = self.optimizers()
        loss = nn.functional.mse_loss(self.layer(x), y)
        self.manual_backward(loss)  # expect: TV301
        opt.step()  # related: TV301

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


L.Trainer(max_epochs=3).fit(Manual(), DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1))))
