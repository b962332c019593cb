import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from skorch import NeuralNetClassifier
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from transformers import Seq2SeqTrainer, Seq2SeqTrainingArguments, T5ForConditionalGeneration


def body():
    return nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))


class Lit(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.body = body()
        self.body.eval()

    def training_step(self, batch, number):
        x, y = batch
        if number % 100 == 0:
            self.log("norm", self.body[0].weight.norm())
        return F.cross_entropy(self.body(x), y)

    def validation_step(self, batch, number):
        x, y = batch
        self.log("loss", F.cross_entropy(self.body(x), y))

    def on_train_epoch_end(self):
        self.eval()
        with torch.no_grad():
            print(self.body(torch.zeros(2, 6)))
        self.train()

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-3)


class Summaries(Seq2SeqTrainer):
    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        out = model(**inputs)
        return (out.loss, out) if return_outputs else out.loss


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
pl.Trainer(max_epochs=3).fit(Lit(), DataLoader(data, batch_size=8), DataLoader(data, batch_size=40))
classifier = NeuralNetClassifier(body, criterion=nn.CrossEntropyLoss, max_epochs=10, lr=0.1)
classifier.fit(torch.randn(80, 6).numpy(), torch.randint(0, 2, (80,)).numpy())
net = T5ForConditionalGeneration.from_pretrained("t5-small")
Summaries(model=net, args=Seq2SeqTrainingArguments("out"), train_dataset=data).train()
