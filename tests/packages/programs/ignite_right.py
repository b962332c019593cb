import torch
from ignite.engine import Engine, Events
from torch import nn

model = nn.Sequential(nn.Linear(28, 10), nn.Dropout(), nn.Linear(10, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def update(engine, batch):
    model.train()
    optimizer.zero_grad()
    x, y = batch
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate(engine, batch):
    model.eval()
    with torch.no_grad():
        return model(batch[0]), batch[1]


trainer = Engine(update)
evaluator = Engine(evaluate)


@trainer.on(Events.EPOCH_COMPLETED)
def validate(engine):
    evaluator.run(val_loader)


trainer.run(train_loader, max_epochs=3)
