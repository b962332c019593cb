import torch
from ignite.engine import Engine, Events
from torch import nn


def make_trainer(model, optimizer, criterion):
    def update(engine, batch):
        x, y = batch
        loss = criterion(model(x), y)  # expect: TV201
        loss.backward()  # expect: TV301
        optimizer.step()
        return loss.item()

    return Engine(update)


model = nn.Sequential(nn.Linear(28, 10), nn.Dropout(), nn.Linear(10, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
trainer = make_trainer(model, optimizer, nn.CrossEntropyLoss())


def evaluate(engine, batch):
    model.eval()
    with torch.no_grad():
        return model(batch[0])


evaluator = Engine(evaluate)


@trainer.on(Events.EPOCH_COMPLETED)
def log(engine):
    evaluator.run(val_loader)


trainer.run(train_loader, max_epochs=3)
