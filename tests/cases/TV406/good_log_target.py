import torch
import torch.nn as nn
import torch.nn.functional as F

student, teacher = nn.Linear(4, 3), nn.Linear(4, 3)
x = torch.randn(5, 4)
kl = nn.KLDivLoss(reduction="batchmean", log_target=True)
print(kl(F.log_softmax(student(x), dim=1), F.log_softmax(teacher(x), dim=1)))
