import torch


def normalize(scores):
    return torch.softmax(scores, dim=-1)  # related: TV401
