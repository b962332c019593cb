import torch
from torch import nn


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(90, 32)
        self.rnn = nn.GRU(32, 64, num_layers=2, dropout=0.4, batch_first=True)
        self.out = nn.Linear(64, 90)

    def forward(self, letters):
        states, _ = self.rnn(self.embedding(letters))
        return self.out(states[:, -1])


writer = Writer()  # related: TV202
writer.load_state_dict(torch.load("writer.pt", map_location="cpu"))
text = torch.zeros(1, 1, dtype=torch.long)
with torch.no_grad():
    for _ in range(200):
        following = writer(text).softmax(-1).multinomial(1)  # expect: TV202
        text = torch.cat([text, following], dim=1)
print(text)
