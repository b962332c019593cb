# A Lightning module, with a validation.
# verdict: overfits
# held: loader
import torch, lightning as L
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class M(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 4))

    def training_step(self, batch, i):
        x, y = batch
        loss = nn.functional.cross_entropy(self.net(x), y)
        self.log("l", loss)
        return loss

    def validation_step(self, batch, i):
        x, y = batch
        self.log("v", nn.functional.cross_entropy(self.net(x), y))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.01)


d = TensorDataset(torch.randn(96, 8), torch.randint(0, 4, (96,)))
L.Trainer(max_epochs=5, accelerator="cpu", log_every_n_steps=1).fit(
    M(), DataLoader(d, 16, shuffle=True), DataLoader(d, 16)
)
