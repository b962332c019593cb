import torch
import torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(4, 3), nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
with torch.no_grad():
    soft = F.softmax(teacher(x), dim=1)
print(F.cross_entropy(student(x), soft))
print(F.cross_entropy(input=student(x), target=teacher(x).softmax(1)))
one_hot = F.one_hot(y, 3).float()
print(F.cross_entropy(student(x), one_hot))
print(F.kl_div(F.log_softmax(student(x), dim=1), F.softmax(teacher(x), dim=1), reduction="batchmean"))
