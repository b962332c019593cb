import lightning.pytorch as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Gan(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.automatic_optimization = False
        self.artist, self.critic = nn.Linear(4, 8), nn.Linear(8, 1)

    def training_step(self, batch, number):
        (real,) = batch
        a, c = self.optimizers()
        drawn = self.artist(torch.randn(len(real), 4))
        self.toggle_optimizer(c)
        c_loss = self.critic(drawn.detach()).mean() - self.critic(real).mean()
        c.zero_grad()
        self.manual_backward(c_loss)
        c.step()
        self.untoggle_optimizer(c)
        self.toggle_optimizer(a)
        a_loss = -self.critic(drawn).mean()
        a.zero_grad()
        self.manual_backward(a_loss)
        a.step()
        self.untoggle_optimizer(a)

    def configure_optimizers(self):
        return torch.optim.Adam(self.artist.parameters()), torch.optim.Adam(self.critic.parameters())


class Plain(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 1)

    def training_step(self, batch, number):
        return self.layer(batch[0]).square().mean()

    def on_before_optimizer_step(self, optimizer):
        self.log("norm", self.layer.weight.grad.norm())

    def configure_optimizers(self):
        solver = torch.optim.SGD(self.parameters(), lr=0.1)
        return {"optimizer": solver, "lr_scheduler": torch.optim.lr_scheduler.StepLR(solver, 10)}


feed = DataLoader(TensorDataset(torch.randn(80, 8)), batch_size=8)
pl.Trainer(max_steps=10).fit(Gan(), feed)
pl.Trainer(max_steps=10, accumulate_grad_batches=4).fit(Plain(), feed)
