import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Steps:
    def __init__(self, net, rows, limit):
        self.net, self.limit = net, limit
        self.feed = DataLoader(rows, batch_size=8, shuffle=True)
        self.solver = torch.optim.SGD(net.parameters(), lr=0.1)

    def run(self):
        done = 0
        while done < self.limit:
            x, y = next(self.feed)  # expect: TV107
            self.solver.zero_grad()
            nn.functional.mse_loss(self.net(x), y).backward()
            self.solver.step()
            done += 1


Steps(nn.Linear(3, 1), TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), limit=500).run()
