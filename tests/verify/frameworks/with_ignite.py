# ignite's supervised trainer and evaluator.
# verdict: overfits
# held: loader
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from ignite.engine import create_supervised_trainer, create_supervised_evaluator, Events
from ignite.metrics import Accuracy

torch.manual_seed(0)
d = TensorDataset(torch.randn(96, 8), torch.randint(0, 4, (96,)))
m = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 4))
t = create_supervised_trainer(m, torch.optim.Adam(m.parameters(), lr=0.02), nn.CrossEntropyLoss())
ev = create_supervised_evaluator(m, {"a": Accuracy()})
v = DataLoader(d, 16)


@t.on(Events.EPOCH_COMPLETED)
def run(e):
    ev.run(v)


t.run(DataLoader(d, 16, shuffle=True), max_epochs=5)
