"""What is moved is a leaf or what unseen code gave; either is zeroed each time."""

import torch


class Shifter:
    def __init__(self, judge, by, starts_anywhere, turns):
        self.judge, self.by, self.starts_anywhere, self.turns = judge, by, starts_anywhere, turns

    @property
    def start(self):
        return look_up(self.judge)

    def shift(self, pictures):
        if self.starts_anywhere:
            shift = self.start(pictures)
            shift.requires_grad = True
        else:
            shift = torch.zeros_like(pictures, requires_grad=True)
        for _ in range(self.turns):
            self.judge(pictures.detach() + shift).backward()
            shift.data.copy_(shift.data + self.by * shift.grad.detach().sign())
            shift.grad.zero_()
        return shift
