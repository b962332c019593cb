# Two optimizers, sparse and dense, one backward.
# verdict: overfits
# held: loader
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randint(0, 50, (80,)), torch.randint(0, 3, (80,))), batch_size=10)
table = nn.Embedding(50, 16, sparse=True)
head = nn.Linear(16, 3)
sparse = torch.optim.SparseAdam(table.parameters(), lr=0.02)
dense = torch.optim.Adam(head.parameters(), lr=0.02)
for epoch in range(30):
    for x, y in loader:
        for optimizer in (sparse, dense):
            optimizer.zero_grad()
        nn.functional.cross_entropy(head(table(x)), y).backward()
        for optimizer in (sparse, dense):
            optimizer.step()
