import torch
import torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(4, 3), nn.Linear(4, 3)
x = torch.randn(5, 4)
print(F.kl_div(student(x), F.softmax(teacher(x), dim=1), reduction="sum"))
print(F.kl_div(student(x).log_softmax(1), F.softmax(teacher(x), dim=1), reduction="sum"))
