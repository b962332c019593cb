import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class CharModel(nn.Module):
    def __init__(self, letters=60):
        super().__init__()
        self.embedding = nn.Embedding(letters, 24)
        self.rnn = nn.LSTM(24, 48, num_layers=2, dropout=0.3, batch_first=True)
        self.out = nn.Linear(48, letters)

    def forward(self, letters):
        states, _ = self.rnn(self.embedding(letters))
        return self.out(states)


def show_sample(lm, length=20):
    lm.eval()  # related: TV201
    text = torch.zeros(1, 1, dtype=torch.long)
    with torch.no_grad():
        for _ in range(length):
            following = lm(text)[:, -1].argmax(-1, keepdim=True)
            text = torch.cat([text, following], dim=1)
    print(text.tolist())


def learn(lm, batches):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(lm.parameters(), lr=2e-3)
    lm.train()  # related: TV201
    for step, (letters, following) in enumerate(batches):
        logits = lm(letters)  # expect: TV201
        loss = criterion(logits.transpose(1, 2), following)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % 200 == 0:
            show_sample(lm)  # related: TV201


text = torch.randint(0, 60, (1000, 33))
learn(CharModel(), DataLoader(TensorDataset(text[:, :-1], text[:, 1:]), batch_size=10))
