import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

tokens = DataLoader(TensorDataset(torch.randint(0, 99, (128, 7)), torch.randint(0, 2, (128,))), batch_size=16)
embed = nn.EmbeddingBag(99, 16, sparse=True)
head = nn.Linear(16, 2)
sparse_solver = torch.optim.SparseAdam(embed.parameters())
dense_solver = torch.optim.Adam(head.parameters())
for ids, tags in tokens:
    dense_solver.zero_grad()
    sparse_solver.zero_grad()
    loss = nn.functional.cross_entropy(head(embed(ids)), tags)
    loss.backward()
    dense_solver.step()
    sparse_solver.step()  # related: TV301
