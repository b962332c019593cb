import torch


def prepare(anything):
    with torch.no_grad():
        anything.eval()
        return anything
