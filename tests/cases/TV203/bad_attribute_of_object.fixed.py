from torch import nn


class Session:
    def __init__(self):
        self.net = nn.Linear(3, 3)

    def begin(self):
        self.net.train(); print("training")


Session().begin()
