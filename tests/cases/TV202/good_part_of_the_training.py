import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make():
    return nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))


student, momentum = make(), make()
momentum.load_state_dict(student.state_dict())
teacher = copy.deepcopy(student)
optimizer = torch.optim.SGD(student.parameters(), lr=0.01)
data = DataLoader(TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,))), batch_size=10)
for epoch in range(5):
    for x, y in data:
        with torch.no_grad():
            pseudo = student(x).argmax(1)
            keys = momentum(x + 0.1 * torch.randn_like(x))
            soft = teacher(x).softmax(1)
        out = student(x)
        loss = F.cross_entropy(out, y) + F.cross_entropy(out, pseudo) + F.mse_loss(out, keys)
        loss = loss + F.kl_div(out.log_softmax(1), soft, reduction="batchmean")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
