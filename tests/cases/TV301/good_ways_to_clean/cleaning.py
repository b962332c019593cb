import torch


def wipe(net):
    for weight in net.parameters():
        if weight.grad is not None:
            weight.grad.zero_()


def forget(weights):
    for weight in weights:
        weight.grad = None


def blank(tensor):
    tensor.grad = torch.zeros_like(tensor)


class Clean:
    def __init__(self, *things):
        self.things = things

    def __call__(self):
        for thing in self.things:
            thing.zero_grad(set_to_none=True)
