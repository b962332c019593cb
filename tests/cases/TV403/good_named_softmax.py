import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Rnn(nn.Module):
    def __init__(self, letters, hidden, names):
        super().__init__()
        self.mix, self.out = nn.Linear(letters + hidden, hidden), nn.Linear(letters + hidden, names)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, letter, hidden):
        both = torch.cat((letter, hidden), 1)
        return self.softmax(self.out(both)), self.mix(both)


class Classifier:
    def __init__(self, net):
        self.net, self.criterion = net, nn.NLLLoss()
        self.solver = torch.optim.SGD(net.parameters(), lr=5e-3)

    def learn(self, word, name):
        hidden = torch.zeros(1, 16)
        self.solver.zero_grad()
        for letter in word.unbind(1):
            output, hidden = self.net(letter, hidden)
        loss = self.criterion(output, name)
        loss.backward()
        self.solver.step()


classifier = Classifier(Rnn(26, 16, 9))
for word, name in DataLoader(TensorDataset(torch.rand(30, 6, 26), torch.randint(0, 9, (30,))), batch_size=1):
    classifier.learn(word, name)
