import torch
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from ignite.metrics import Accuracy, Loss
from torch import nn

model = nn.Sequential(nn.Linear(28, 10), nn.Dropout(), nn.LogSoftmax(dim=1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
trainer = create_supervised_trainer(model, optimizer, nn.functional.nll_loss)
evaluator = create_supervised_evaluator(model, metrics={"acc": Accuracy(), "nll": Loss(nn.NLLLoss())})


@trainer.on(Events.EPOCH_COMPLETED)
def log(engine):
    evaluator.run(val_loader)
    print(evaluator.state.metrics)


trainer.run(train_loader, max_epochs=3)
