import torch
from ignite.engine import Engine, Events
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_step(net, solver, measure, device):
    def step(engine, batch):
        net.train()
        x, y = (part.to(device) for part in batch)
        loss = measure(net(x), y)
        loss.backward()  # expect: TV301
        solver.step()  # related: TV301
        return loss.item()

    return step


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = nn.Linear(7, 2).to(device)
    step = make_step(net, torch.optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss(), device)
    engine = Engine(step)

    @engine.on(Events.EPOCH_COMPLETED)
    def report(engine):
        print(engine.state.output)

    feed = DataLoader(TensorDataset(torch.randn(70, 7), torch.randint(0, 2, (70,))), batch_size=7)
    engine.run(feed, max_epochs=3)


main()
