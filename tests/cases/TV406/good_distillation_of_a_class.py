import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Teaching(nn.Module):
    def __init__(self, heat):
        super().__init__()
        self.heat = heat
        self.log_soft, self.soft = nn.LogSoftmax(dim=1), nn.Softmax(dim=1)
        self.kl = nn.KLDivLoss(reduction="batchmean")

    def forward(self, student, teacher):
        return self.kl(self.log_soft(student / self.heat), self.soft(teacher / self.heat)) * self.heat**2


def mutual(a, b):
    first = F.kl_div(F.log_softmax(a, dim=-1), F.softmax(b.detach(), dim=-1), reduction="batchmean")
    second = F.kl_div(a.log_softmax(-1), b.detach().log_softmax(-1), reduction="batchmean", log_target=True)
    return first + second


def jensen(p, q):
    middle = (p + q) / 2
    return (F.kl_div(p.log(), middle) + F.kl_div(q.clamp_min(1e-7).log(), middle)) / 2


teacher, student = nn.Linear(6, 4).eval(), nn.Linear(6, 4)
solver, teaching = torch.optim.SGD(student.parameters(), lr=0.1), Teaching(3.0)
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 4, (60,))), batch_size=6):
    with torch.no_grad():
        wanted = teacher(x)
    got = student(x)
    loss = teaching(got, wanted) + mutual(got, wanted) + F.cross_entropy(got, y)
    loss = loss + jensen(got.softmax(1), wanted.softmax(1))
    solver.zero_grad()
    loss.backward()
    solver.step()
