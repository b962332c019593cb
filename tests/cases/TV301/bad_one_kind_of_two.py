import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class WordVectors:
    def __init__(self, words, width):
        self.table = nn.Embedding(words, width, sparse=True)
        self.mix = nn.Linear(width, words)
        self.for_table = torch.optim.SparseAdam(list(self.table.parameters()), lr=1e-2)
        self.for_mix = torch.optim.Adam(self.mix.parameters(), lr=1e-3)

    def epoch(self, feed):
        for around, middle in feed:
            self.for_table.zero_grad()
            scores = self.mix(self.table(around).mean(1))
            loss = nn.functional.cross_entropy(scores, middle)
            loss.backward()  # expect: TV301
            for solver in (self.for_table, self.for_mix):
                solver.step()  # related: TV301


feed = DataLoader(TensorDataset(torch.randint(0, 99, (128, 4)), torch.randint(0, 99, (128,))), batch_size=16)
vectors = WordVectors(99, 16)
for _ in range(5):
    vectors.epoch(feed)
