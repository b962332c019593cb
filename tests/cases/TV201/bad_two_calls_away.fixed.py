import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(500, 32)
        self.dropout = nn.Dropout(0.3)
        self.scores = nn.Linear(32, 7)

    def forward(self, tokens):
        return self.scores(self.dropout(self.embed(tokens).mean(1)))


class Report:
    def __init__(self, tagger, sentences):
        self.tagger = tagger
        self.sentences = sentences

    def write(self):
        print(f"right: {self.measure():.2f}")

    def measure(self):
        self.tagger.eval()
        with torch.no_grad():
            rights = [(self.tagger(t).argmax(1) == y).float().mean().item() for t, y in self.sentences]
        return sum(rights) / len(rights)


def train_tagger(tagger, sentences, report):
    optimizer = torch.optim.Adagrad(tagger.parameters(), lr=0.1)
    for tokens, tags in sentences:
        tagger.train()
        optimizer.zero_grad()
        scores = tagger(tokens)
        F.cross_entropy(scores, tags).backward()
        optimizer.step()
        report.write()


corpus = DataLoader(TensorDataset(torch.randint(0, 500, (400, 9)), torch.randint(0, 7, (400,))), batch_size=25)
tagger = Tagger()
train_tagger(tagger, corpus, Report(tagger, corpus))
