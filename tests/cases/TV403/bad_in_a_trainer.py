import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Recurrent(nn.Module):
    def __init__(self, letters, hidden, names, end):
        super().__init__()
        self.hidden = hidden
        self.rnn = nn.RNN(letters, hidden, batch_first=True)
        self.out = nn.Linear(hidden, names)  # related: TV403
        self.end = nn.Softmax(dim=1) if end == "softmax" else None

    def forward(self, x):
        _, state = self.rnn(x)
        return self.out(state[-1])  # related: TV403


class Chances(Recurrent):
    def forward(self, x):
        return nn.functional.softmax(super().forward(x), dim=1)


class Trainer:
    criterion = nn.NLLLoss()

    def __init__(self, net):
        self.net = net
        self.solver = torch.optim.SGD(net.parameters(), lr=5e-3)

    def fit(self, feed):
        for x, y in feed:
            self.solver.zero_grad()
            loss = self.criterion(self.net(x), y)  # expect: TV403  # related: TV403
            loss.backward()
            self.solver.step()


parser = argparse.ArgumentParser()
parser.add_argument("--hidden", type=int, default=64)
options = parser.parse_args()
feed = DataLoader(TensorDataset(torch.rand(50, 6, 26), torch.randint(0, 9, (50,))), batch_size=5)
Trainer(Recurrent(26, options.hidden, 9, "")).fit(feed)
Trainer(Chances(26, options.hidden, 9, "")).fit(feed)
