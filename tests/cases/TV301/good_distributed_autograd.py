import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import torch.distributed.autograd as dist_autograd
from torch.distributed.optim import DistributedOptimizer


def run(remote, rows):
    opt = DistributedOptimizer(torch.optim.SGD, remote.parameter_rrefs(), lr=0.05)
    for x, y in rows:
        with dist_autograd.context() as context:
            loss = nn.functional.mse_loss(remote(x), y)
            dist_autograd.backward(context, [loss])
            opt.step(context)
