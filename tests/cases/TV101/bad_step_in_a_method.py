import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
class Learner:
    def __init__(self):
        self.net = nn.Linear(3, 1)
        self.opt = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def learn(self, x, y):
        self.opt.zero_grad()
        nn.functional.mse_loss(self.net(x), y).backward()
        self.opt.step()


learner = Learner()
for epoch in range(2):
    for x, y in dl:  # expect-hint: TV101
        learner.learn(x, y)
