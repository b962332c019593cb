import torch
import torch.nn as nn
import torch.optim as optim
from torch.autograd import Variable
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(8, 3)
solver = optim.Adagrad(net.parameters())
measure = nn.CrossEntropyLoss()
state = Variable(torch.zeros(1, 8))
for data, target in DataLoader(TensorDataset(torch.randn(80, 8), torch.randint(0, 3, (80,))), batch_size=8):
    data, target = Variable(data), Variable(target, requires_grad=False)
    solver.zero_grad()
    loss = measure(net(data + state), target)
    loss.backward()
    solver.step()
weight = Variable(torch.randn(8, 1), requires_grad=True)
for turn in range(10):
    loss = (torch.randn(5, 8) @ weight).pow(2).mean()
    loss.backward()
    weight.data -= 0.01 * weight.grad.data
    weight.grad.data.zero_()
