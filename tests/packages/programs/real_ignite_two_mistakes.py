import torch
import torch.nn.functional as F
from ignite.contrib.handlers import ProgressBar
from ignite.engine import Engine, Events, create_supervised_evaluator
from ignite.handlers import EarlyStopping, ModelCheckpoint, Timer
from ignite.metrics import Accuracy, Loss, RunningAverage
from torch import nn, optim
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = x.view(-1, 320)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        return F.log_softmax(self.fc2(x), dim=-1)


def run(train_batch_size, val_batch_size, epochs, lr, momentum, log_interval):
    train_loader = DataLoader(torch.load("train.pt"), batch_size=train_batch_size, shuffle=True)
    val_loader = DataLoader(torch.load("val.pt"), batch_size=val_batch_size)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Net().to(device)
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    criterion = nn.NLLLoss()
    scaler = torch.amp.GradScaler()

    def train_step(engine, batch):
        x, y = batch[0].to(device), batch[1].to(device)
        with torch.autocast(device):
            loss = criterion(model(x), y)  # expect: TV201
        scaler.scale(loss).backward()  # expect: TV301
        scaler.step(optimizer)
        scaler.update()
        return loss.item()

    trainer = Engine(train_step)
    metrics = {"accuracy": Accuracy(), "nll": Loss(criterion)}
    evaluator = create_supervised_evaluator(model, metrics=metrics, device=device)
    RunningAverage(output_transform=lambda x: x).attach(trainer, "loss")
    ProgressBar().attach(trainer, ["loss"])
    Timer(average=True).attach(trainer)

    @trainer.on(Events.ITERATION_COMPLETED(every=log_interval))
    def log_training_loss(engine):
        print(engine.state.epoch, engine.state.output)

    @trainer.on(Events.EPOCH_COMPLETED)
    def log_results(engine):
        evaluator.run(train_loader)
        print(evaluator.state.metrics["accuracy"])
        evaluator.run(val_loader)
        print(evaluator.state.metrics["nll"])

    stopping = EarlyStopping(patience=5, score_function=lambda e: -e.state.metrics["nll"], trainer=trainer)
    evaluator.add_event_handler(Events.COMPLETED, stopping)
    trainer.add_event_handler(Events.EPOCH_COMPLETED, ModelCheckpoint("out", "net"), {"model": model})
    trainer.run(train_loader, max_epochs=epochs)


if __name__ == "__main__":
    run(64, 1000, 10, 0.01, 0.5, 10)
