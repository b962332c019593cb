from torch import *
from torch.autograd import Variable
import torch.nn.functional as f
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc = nn.Linear(10, 3)

    def forward(self, x):
        return self.fc(x)


net = Net()
x, y = Variable(randn(8, 10)), Variable(randint(0, 3, (8,)))
print(f.cross_entropy(net(x), y))
