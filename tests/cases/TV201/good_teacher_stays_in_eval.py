import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def net(width):
    return nn.Sequential(nn.Linear(6, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Linear(width, 5))


teacher, student = net(200), net(20)
teacher.load_state_dict(torch.load("teacher.pt"))
teacher.eval()
for parameter in teacher.parameters():
    parameter.requires_grad = False
critic = nn.Sequential(nn.Linear(5, 30), nn.Dropout(0.5), nn.Linear(30, 1)).eval()
optimizer = torch.optim.Adam(student.parameters())
student.train()
for epoch in range(5):
    for (x,) in DataLoader(TensorDataset(torch.randn(80, 6)), batch_size=10):
        with torch.no_grad():
            wanted = F.softmax(teacher(x), dim=1)
        got = student(x)
        loss = F.kl_div(F.log_softmax(got, dim=1), wanted, reduction="batchmean") + critic(got).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
