import torch
import torch.nn.functional as F


def distance(scores, wanted, **options):
    return F.binary_cross_entropy_with_logits(scores.sigmoid(), wanted, **options)  # expect: TV404


def distance_of_all(scores, *others):
    return F.binary_cross_entropy_with_logits(torch.sigmoid(scores), *others)  # expect: TV404


def first_of_many(*values, **options):
    return F.binary_cross_entropy_with_logits(*values, torch.sigmoid(values[0]), **options)
