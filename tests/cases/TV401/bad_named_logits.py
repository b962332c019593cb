import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 32)
        self.rnn = nn.LSTM(32, 32, batch_first=True)
        self.out = nn.Linear(32, tags)

    def forward(self, ids):
        states, _ = self.rnn(self.embed(ids))
        return self.out(states)


class Fit:
    def __init__(self, tagger):
        self.tagger = tagger
        self.loss = nn.CrossEntropyLoss(ignore_index=-100)
        self.solver = torch.optim.Adam(tagger.parameters())

    def batch(self, ids, tags):
        logits = self.tagger(ids)
        logits = torch.softmax(logits, dim=-1)  # related: TV401
        logits = logits.view(-1, logits.shape[-1]).float().to(tags.device)
        loss = self.loss(logits[tags.view(-1) >= 0], tags.view(-1)[tags.view(-1) >= 0])  # expect: TV401
        self.solver.zero_grad()
        loss.backward()
        self.solver.step()

    def pixels(self, ids, tags):
        probs = self.tagger(ids).softmax(2)  # related: TV401
        loss = self.loss(probs.permute(0, 2, 1).contiguous(), tags)  # expect: TV401
        return loss + self.loss(probs[:, -1].squeeze(), tags[:, -1])  # expect: TV401


fit = Fit(Tagger(50, 5))
for ids, tags in DataLoader(TensorDataset(torch.randint(0, 50, (40, 7)), torch.randint(0, 5, (40, 7))), batch_size=8):
    fit.batch(ids, tags)
    fit.pixels(ids, tags).backward()
