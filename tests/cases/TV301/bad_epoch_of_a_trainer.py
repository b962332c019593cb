import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Seq2Seq(nn.Module):
    def __init__(self, words=50, width=32):
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.encode = nn.GRU(width, width, batch_first=True)
        self.decode = nn.GRU(width, width, batch_first=True)
        self.out = nn.Linear(width, words)

    def forward(self, source, target):
        _, state = self.encode(self.embed(source))
        states, _ = self.decode(self.embed(target), state)
        return self.out(states)


class Teacher:
    def __init__(self, net, feed, clip=1.0):
        self.net, self.feed, self.clip = net, feed, clip
        self.opt = torch.optim.RAdam(net.parameters(), lr=1e-3)
        self.criterion = nn.CrossEntropyLoss(ignore_index=0)

    def teach(self, epochs):
        for epoch in range(epochs):
            self.opt.zero_grad()  # related: TV301
            total = 0.0
            for source, target in self.feed:
                scores = self.net(source, target[:, :-1])
                loss = self.criterion(scores.transpose(1, 2), target[:, 1:])
                loss.backward()  # expect: TV301
                nn.utils.clip_grad_norm_(self.net.parameters(), self.clip)
                self.opt.step()  # related: TV301
                total += loss.item()
            print(epoch, total)


pairs = TensorDataset(torch.randint(0, 50, (96, 9)), torch.randint(0, 50, (96, 11)))
Teacher(Seq2Seq(), DataLoader(pairs, batch_size=12)).teach(5)
