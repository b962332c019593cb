import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pupil:
    def __init__(self, net, every=1):
        self.net = net
        self.every = every
        self.turn = 0
        self.solver = torch.optim.SGD(net.parameters(), lr=0.1)

    def lesson(self, question, answer):
        distance = nn.functional.mse_loss(self.net(question), answer)
        distance.backward()
        if self.turn % self.every == 0:
            self.solver.step()
            self.solver.zero_grad()

    def school(self, lessons):
        for question, answer in lessons:
            self.turn += 1
            self.lesson(question, answer)


Pupil(nn.Linear(4, 1)).school(DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=4))
