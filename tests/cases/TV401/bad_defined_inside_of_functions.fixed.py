import torch.nn.functional as F
from torch import nn


def criterion_of(weight):
    class Weighted(nn.Module):
        def forward(self, scores, classes):
            return weight * F.cross_entropy(scores, classes)

    return Weighted


def fit(net, measure, batches):
    for x, y in batches:
        measure(net(x), y)


def task_of(net, batches):
    def task(trial):
        fit(net, nn.CrossEntropyLoss(), batches)
        return trial

    return task
