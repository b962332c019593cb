from __future__ import print_function

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(10, 20)
        self.drop = nn.Dropout()
        self.fc2 = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc2(self.drop(F.relu(self.fc1(x))))


data = TensorDataset(torch.randn(90, 10), torch.randint(0, 3, (90,)))
net = Net()  # related: TV202
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
for epoch in range(1, 4):
    for data_, target in DataLoader(data, batch_size=9):
        data_, target = Variable(data_), Variable(target)
        optimizer.zero_grad()
        F.cross_entropy(net(data_), target).backward()
        optimizer.step()
for data_, target in DataLoader(data, batch_size=30):
    data_, target = Variable(data_, volatile=True), Variable(target)
    print(F.cross_entropy(net(data_), target))  # expect: TV202
