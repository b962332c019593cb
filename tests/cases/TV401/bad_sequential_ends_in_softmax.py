import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

net = nn.Sequential(
    nn.Linear(20, 64),
    nn.ReLU(),
    nn.Linear(64, 5),  # the scores
    nn.Softmax(dim=1),  # so that they sum to one  # related: TV401
)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(net.parameters())
for x, y in DataLoader(TensorDataset(torch.randn(60, 20), torch.randint(0, 5, (60,))), batch_size=6):
    optimizer.zero_grad()
    loss = criterion(net(x), y)  # expect: TV401
    loss.backward()
    optimizer.step()
