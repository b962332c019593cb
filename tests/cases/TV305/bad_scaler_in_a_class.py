import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Job:
    def __init__(self, every):
        self.every = every
        self.net = nn.Linear(3, 1)
        self.opt = torch.optim.SGD(self.net.parameters(), lr=0.1)
        self.scaler = torch.cuda.amp.GradScaler()

    def epoch(self, dl):
        for i, (x, y) in enumerate(dl):
            self.opt.zero_grad()  # expect: TV305
            with torch.autocast("cuda"):
                loss = nn.functional.mse_loss(self.net(x), y) / self.every
            self.scaler.scale(loss).backward()  # related: TV305
            if i % self.every == self.every - 1:
                self.scaler.step(self.opt)  # related: TV305
                self.scaler.update()


Job(4).epoch(DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4))
