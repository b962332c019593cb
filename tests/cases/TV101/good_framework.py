import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import lightning as L

class Fit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 1)

    def training_step(self, batch):
        x, y = batch
        return nn.functional.mse_loss(self.net(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())


ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
L.Trainer(max_epochs=3).fit(Fit(), dl)
