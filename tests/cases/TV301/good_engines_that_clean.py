import argparse

import colossalai
import deepspeed
import torch
from fairscale.nn import FullyShardedDataParallel as FSDP
from opacus import PrivacyEngine
from torch import nn
from torch.distributed.pipelining import PipelineStage, ScheduleGPipe
from torch.utils.data import DataLoader, TensorDataset


def data():
    return TensorDataset(torch.randn(80, 8), torch.randint(0, 2, (80,)))


class Job:
    def __init__(self, options):
        net = nn.Linear(8, 2)
        self.engine, self.solver, _, self.schedule = deepspeed.initialize(
            args=options, model=net, model_parameters=net.parameters()
        )

    def run(self, feed):
        for x, y in feed:
            loss = nn.functional.cross_entropy(self.engine(x.to(self.engine.device)), y.to(self.engine.device))
            self.engine.backward(loss)
            self.engine.step()


def sharded(feed):
    net = FSDP(nn.Linear(8, 2))
    solver = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in feed:
        solver.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        solver.step()


def private(feed):
    net = nn.Linear(8, 2)
    solver = torch.optim.SGD(net.parameters(), lr=0.1)
    net, solver, feed = PrivacyEngine().make_private_with_epsilon(
        module=net, optimizer=solver, data_loader=feed, epochs=1, target_epsilon=8.0, target_delta=1e-5, max_grad_norm=1.0
    )
    for x, y in feed:
        solver.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(net(x), y).backward()
        solver.step()


def boosted(feed):
    net = nn.Linear(8, 2)
    engine, feed, _, _ = colossalai.initialize(net, torch.optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss(), feed)
    for x, y in feed:
        engine.zero_grad()
        engine.backward(engine.criterion(engine(x), y))
        engine.step()


def piped(feed, rank, size):
    stage = PipelineStage(nn.Linear(8, 2), rank, size, torch.device("cuda"))
    solver = torch.optim.SGD(stage.submod.parameters(), lr=0.1)
    schedule = ScheduleGPipe(stage, n_microbatches=4, loss_fn=nn.CrossEntropyLoss())
    for x, y in feed:
        solver.zero_grad()
        schedule.step(x, target=y)
        solver.step()


if __name__ == "__main__":
    parser = deepspeed.add_config_arguments(argparse.ArgumentParser())
    options = parser.parse_args()
    Job(options).run(DataLoader(data(), batch_size=8))
    sharded(DataLoader(data(), batch_size=8))
    private(DataLoader(data(), batch_size=8))
    boosted(DataLoader(data(), batch_size=8))
    piped(DataLoader(data(), batch_size=8), 0, 2)
