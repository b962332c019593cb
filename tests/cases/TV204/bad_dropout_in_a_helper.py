import torch
import torch.nn as nn
from torch.nn.functional import dropout, relu


class GraphNet(nn.Module):
    def __init__(self, features, hidden, classes, rate):
        super(GraphNet, self).__init__()
        self.first = nn.Linear(features, hidden)
        self.second = nn.Linear(hidden, classes)
        self.rate = rate

    def spread(self, x, links):
        x = dropout(x, self.rate)  # expect: TV204
        return links @ x

    def forward(self, x, links):
        x = relu(self.first(self.spread(x, links)))
        return self.second(self.spread(x, links))


class Sequence(nn.Module):
    def __init__(self, width):
        super(Sequence, self).__init__()
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, 2)

    def forward(self, x):
        x = torch.dropout(x, 0.1, True)
        states, last = self.rnn(x)
        return self.out(nn.functional.dropout(last[-1], p=0.5))  # expect: TV204


GraphNet(5, 16, 3, 0.5)(torch.randn(7, 5), torch.eye(7))
Sequence(8)(torch.randn(2, 5, 8))
