import torch
import torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(4, 3), nn.Linear(4, 3)


def distill(x, temperature=4.0):
    goal = F.softmax(teacher(x) / temperature, dim=1)
    got = F.softmax(student(x) / temperature, dim=1)  # related: TV406
    return F.kl_div(got, goal, reduction="batchmean") * temperature**2  # expect: TV406


distill(torch.randn(5, 4)).backward()
