from functools import partial
import torch
import torch.nn.functional as F
from torch import nn
from fastai.vision.all import *
from ignite.engine import create_supervised_trainer, Engine, Events
from skorch import NeuralNetClassifier, NeuralNet
from poutyne import Model

net = nn.Sequential(nn.Linear(4, 2), nn.Softmax(1))
raw = nn.Linear(4, 2)
Learner(dls, net, partial(F.cross_entropy, label_smoothing=0.1))  # expect: TV401
Learner(dls, net, loss_func=lambda p, y: F.nll_loss(p.log(), y))
Learner(dls, raw, loss_func=lambda p, y: F.nll_loss(p, y))  # expect: TV403


class Own(nn.Module):
    def __init__(self, gamma=2):
        super().__init__()
        self.inner = nn.CrossEntropyLoss(reduction="none")

    def forward(self, p, y):
        return self.inner(p, y).mean()  # expect: TV401


Learner(dls, net, Own())
create_supervised_trainer(net, torch.optim.SGD(net.parameters(), 0.1), Own(), device="cpu")
create_supervised_trainer(net, None, nn.CrossEntropyLoss(), model_transform=lambda o: o.log())
NeuralNet(nn.Sequential(nn.Linear(4, 2), nn.Softmax(1)), criterion=nn.NLLLoss)  # expect: TV403
NeuralNet(nn.Linear, nn.NLLLoss, module__in_features=3, module__out_features=2)  # expect: TV403
NeuralNetClassifier(build(), criterion=nn.CrossEntropyLoss)
NeuralNetClassifier(Own, criterion="x")
NeuralNetClassifier()
Model(net)
Model(raw, "sgd", "bce")  # expect: TV405
Model(*parts)
Model(**options)
Engine(None).run(1)
e = Engine(lambda engine, batch: e.run(3))
e.run()
e.on()
e.on(Events.EPOCH_COMPLETED | Events.COMPLETED)(print)
e.add_event_handler("x", None)


@e.on(Events.EPOCH_COMPLETED(every=3))
@e.on(Events.STARTED)
def inner(engine, more=3):
    e.run()


e.run()
class T:
    def __init__(self):
        self.model = nn.Sequential(nn.Linear(3, 3), nn.Dropout())
        self.opt = torch.optim.Adam(self.model.parameters())
        self.trainer = Engine(self.step)
        self.trainer.add_event_handler(Events.EPOCH_COMPLETED, self.check)
        self.evaluator = Engine(self.evaluate)
    def step(self, engine, batch):
        self.opt.zero_grad()
        loss = F.cross_entropy(self.model(batch[0]), batch[1])  # expect: TV201
        loss.backward()
        self.opt.step()
    def evaluate(self, engine, batch):
        self.model.eval()
        with torch.no_grad():
            return self.model(batch[0])
    def check(self, engine):
        self.evaluator.run(val)
    def fit(self):
        self.trainer.run(train, max_epochs=3)
T().fit()
