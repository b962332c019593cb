from torch import nn


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embed = nn.Embedding(words, 32)
        self.rnn = nn.LSTM(32, 32, num_layers=2, dropout=0.4, batch_first=True)
        self.scores = nn.Linear(32, tags)

    def forward(self, ids):
        states, _ = self.rnn(self.embed(ids))
        return self.scores(states)
