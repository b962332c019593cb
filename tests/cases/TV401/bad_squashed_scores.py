import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(10, 20), nn.Linear(20, 4)
        self.squash = nn.Sigmoid()  # related: TV401

    def forward(self, x):
        x = self.squash(self.a(x))
        return self.squash(self.b(x))  # related: TV401


class Learner:
    def __init__(self, net):
        self.net = net
        self.measure = nn.CrossEntropyLoss()
        self.solver = torch.optim.SGD(net.parameters(), lr=0.1)

    def learn(self, x, y):
        out = self.net(x)  # related: TV401
        loss = self.measure(out, y)  # expect: TV401
        self.solver.zero_grad()
        loss.backward()
        self.solver.step()

    def learn_from_choices(self, x, y):
        chosen = self.net(x).argmax(dim=1)
        hard = F.one_hot(chosen, 4).float()  # related: TV401
        return self.measure(hard, y)  # expect: TV401


learner = Learner(Net())
for x, y in DataLoader(TensorDataset(torch.randn(60, 10), torch.randint(0, 4, (60,))), batch_size=6):
    learner.learn(x, y)
    print(learner.learn_from_choices(x, y))
