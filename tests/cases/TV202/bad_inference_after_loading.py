import sys

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Sentiment(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.EmbeddingBag(10000, 64)
        self.layers = nn.Sequential(nn.Dropout(0.5), nn.Linear(64, 2))

    def forward(self, tokens):
        return self.layers(self.words(tokens))


@torch.no_grad()
def predict(checkpoint, texts):
    sentiment = Sentiment()  # related: TV202
    sentiment.load_state_dict(torch.load(checkpoint))
    answers = []
    for (tokens,) in texts:
        answers.extend(sentiment(tokens).argmax(1).tolist())  # expect: TV202
    return answers


texts = DataLoader(TensorDataset(torch.randint(0, 10000, (32, 12))), batch_size=8)
print(predict(sys.argv[1], texts))
