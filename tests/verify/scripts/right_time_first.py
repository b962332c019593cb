# A recurrent model with the time as its first dimension: nothing leaks.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randint(0, 12, (40, 8))), batch_size=8)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(12, 24)
        self.rnn = nn.GRU(24, 48)
        self.out = nn.Linear(48, 12)

    def forward(self, tokens):
        return self.out(self.rnn(self.embed(tokens.t()))[0])


model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(60):
    for (tokens,) in loader:
        output = model(tokens[:, :-1])
        optimizer.zero_grad()
        F.cross_entropy(output.flatten(0, 1), tokens[:, 1:].t().flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
