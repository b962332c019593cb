import torch


def prepare(anything):
    with torch.no_grad():
        anything.eval  # expect-hint: TV203
        return anything
