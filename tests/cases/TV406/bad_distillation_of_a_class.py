import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Distillation:
    def __init__(self, teacher, student, heat=4.0, share=0.7):
        self.teacher, self.student = teacher.eval(), student
        self.heat, self.share = heat, share
        self.soft = nn.KLDivLoss(reduction="batchmean")
        self.hard = nn.CrossEntropyLoss()
        self.solver = torch.optim.SGD(student.parameters(), lr=0.01)

    def loss(self, x, y):
        with torch.no_grad():
            wanted = F.softmax(self.teacher(x) / self.heat, dim=1)
        scores = self.student(x)
        got = F.softmax(scores / self.heat, dim=1)  # related: TV406
        soft = self.soft(got, wanted) * self.heat**2  # expect: TV406
        return self.share * soft + (1 - self.share) * self.hard(scores, y)

    def fit(self, feed):
        for x, y in feed:
            self.solver.zero_grad()
            self.loss(x, y).backward()
            self.solver.step()


def mlp(width):
    return nn.Sequential(nn.Linear(10, width), nn.ReLU(), nn.Linear(width, 5))


feed = DataLoader(TensorDataset(torch.randn(60, 10), torch.randint(0, 5, (60,))), batch_size=6)
Distillation(mlp(256), mlp(16)).fit(feed)
