import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class InBackward:
    """Steps each weight as soon as its gradient is there, and lets the gradient go."""

    def __init__(self, net, rate):
        self.solvers = {w: torch.optim.AdamW([w], lr=rate, foreach=False) for w in net.parameters()}
        for w in net.parameters():
            w.register_post_accumulate_grad_hook(self.update)

    def update(self, w):
        self.solvers[w].step()
        self.solvers[w].zero_grad()


net = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 1))
InBackward(net, 1e-3)
for epoch in range(3):
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
