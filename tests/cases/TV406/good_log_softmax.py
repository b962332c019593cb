import torch
import torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(4, 3), nn.Linear(4, 3)
x = torch.randn(5, 4)
print(F.kl_div(F.log_softmax(student(x) / 4, dim=1), F.softmax(teacher(x) / 4, dim=1), reduction="batchmean"))
