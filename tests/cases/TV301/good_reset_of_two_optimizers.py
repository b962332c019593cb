import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Solver:
    def __init__(self):
        self.g = nn.Linear(4, 8)
        self.d = nn.Linear(8, 1)
        self.g_opt = torch.optim.Adam(self.g.parameters())
        self.d_opt = torch.optim.Adam(self.d.parameters())

    def wipe(self):
        self.g_opt.zero_grad()
        self.d_opt.zero_grad()

    def run(self, feed):
        for (real,) in feed:
            fake = self.g(torch.randn(len(real), 4))
            d_loss = self.d(fake.detach()).mean() - self.d(real).mean()
            self.wipe()
            d_loss.backward()
            self.d_opt.step()

            g_loss = -self.d(self.g(torch.randn(len(real), 4))).mean()
            self.wipe()
            g_loss.backward()
            self.g_opt.step()


Solver().run(DataLoader(TensorDataset(torch.randn(90, 8)), batch_size=9))
