import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6), torch.randn(96, 1)), batch_size=12)
voters = [nn.Sequential(nn.Linear(6, 1), nn.Dropout()), nn.Sequential(nn.Linear(6, 1), nn.Dropout())]
updaters = [torch.optim.SGD(each.parameters(), lr=0.1) for each in voters]
for voter, updater in zip(voters, updaters):
    voter.train()
    for epoch in range(3):
        # one pass over the data
        for points, values in loader:
            loss = (voter(points) - values).square().mean()  # expect: TV201
            updater.zero_grad()
            loss.backward()
            updater.step()
        voter.eval()
        with torch.no_grad():
            print(sum((voter(points) - values).abs().sum() for points, values in loader))
for epoch in range(2):
    for number in range(len(voters)):
        for points, values in loader:
            loss = (voters[number](points) - values).square().mean()  # expect: TV201
            updaters[number].zero_grad()
            loss.backward()
            updaters[number].step()
