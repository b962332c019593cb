from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Output(NamedTuple):
    policy: torch.Tensor
    value: torch.Tensor


class PolicyValue(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(2, 8, 3, padding=1), nn.ReLU(), nn.Flatten())
        self.policy = nn.Sequential(nn.Linear(72, 9), nn.Softmax(dim=1))  # related: TV401
        self.value = nn.Sequential(nn.Linear(72, 1), nn.Tanh())

    def forward(self, board):
        features = self.trunk(board)
        return self.policy(features), self.value(features)


class Named(PolicyValue):
    def forward(self, board):
        return Output(*super().forward(board))  # related: TV401


class Keyed(PolicyValue):
    def forward(self, board):
        policy, value = super().forward(board)  # related: TV401
        return {"policy": policy, "value": value}


def learn(net, feed):
    solver = torch.optim.Adam(net.parameters())
    for board, move, result in feed:
        policy, value = net(board)  # related: TV401
        loss = F.cross_entropy(policy, move) + F.mse_loss(value.squeeze(1), result)  # expect: TV401
        solver.zero_grad()
        loss.backward()
        solver.step()


games = TensorDataset(torch.rand(64, 2, 3, 3), torch.randint(0, 9, (64,)), torch.rand(64))
feed = DataLoader(games, batch_size=8)
learn(PolicyValue(), feed)
board, move, result = next(iter(feed))
print(F.cross_entropy(Named()(board).policy, move))  # expect: TV401  # related: TV401
print(F.cross_entropy(Keyed()(board)["policy"], move))  # expect: TV401  # related: TV401
