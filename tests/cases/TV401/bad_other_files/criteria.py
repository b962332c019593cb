from torch import nn


def make_criterion(smoothing):
    return nn.CrossEntropyLoss(label_smoothing=smoothing)
