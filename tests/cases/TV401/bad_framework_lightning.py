import lightning as L
import torch
import torch.nn.functional as F
from torch import nn


class LitClassifier(L.LightningModule):
    def __init__(self, backbone, lr=1e-3):
        super().__init__()
        self.save_hyperparameters(ignore="backbone")
        self.encoder = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2))
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        x = self.encoder(x.flatten(1))
        x = F.dropout(x, 0.5)  # expect: TV204
        return self.head(x).softmax(dim=-1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)  # expect: TV401
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, batch_idx):
        x, y = batch
        probs = self(x)
        self.log("val_acc", (probs.argmax(-1) == y).float().mean())

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)


trainer = L.Trainer(max_epochs=3)
trainer.fit(LitClassifier(None), train_loader, val_loader)
