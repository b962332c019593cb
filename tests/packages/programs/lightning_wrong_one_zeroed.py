import lightning as L
import torch
from torch import nn


class TwoNets(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.a = nn.Linear(4, 4)
        self.b = nn.Linear(4, 4)

    def training_step(self, batch, batch_idx):
        opt_a, opt_b = self.optimizers()
        x, y = batch
        loss_a = (self.a(x) - y).pow(2).mean()
        opt_b.zero_grad()
        self.manual_backward(loss_a)  # expect: TV301
        opt_a.step()
        loss_b = (self.b(x) - y).abs().mean()
        opt_b.zero_grad()
        self.manual_backward(loss_b)
        opt_b.step()
        batch = next(iter(self.extra))

    def configure_optimizers(self):
        return torch.optim.Adam(self.a.parameters()), torch.optim.Adam(self.b.parameters())
