"""A number is taken of what two labellings have in common: nothing is to learn from it."""

import torch
import torch.nn.functional as F


def distance(guessed, wanted):
    kinds = torch.unique(wanted).numel()
    return F.cross_entropy(F.one_hot(guessed, num_classes=kinds).float(), wanted).item()


@torch.no_grad()
def distance_of_best(scores, wanted):
    best = scores.argmax(1)
    return F.cross_entropy(F.one_hot(best).float(), wanted)
