from torch import *
from torch.autograd import Variable
import torch.nn.functional as f
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc = nn.Linear(10, 3)

    def forward(self, x):
        return f.softmax(self.fc(x))  # related: TV401


net = Net()
x, y = Variable(randn(8, 10)), Variable(randint(0, 3, (8,)))
print(f.cross_entropy(net(x), y))  # expect: TV401  # related: TV401
