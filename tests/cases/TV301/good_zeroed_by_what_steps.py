import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Noam:
    """Owns the optimizer: a step of it cleans up, too."""

    def __init__(self, inner, width, warm_up=4000):
        self._inner, self.width, self.warm_up = inner, width, warm_up
        self.turn = 0

    def step_and_update_lr(self):
        self.turn += 1
        rate = self.width**-0.5 * min(self.turn**-0.5, self.turn * self.warm_up**-1.5)
        for group in self._inner.param_groups:
            group["lr"] = rate
        self._inner.step()
        self._inner.zero_grad()


class LossScaler:
    state_dict_key = "amp_scaler"

    def __init__(self, enabled=True):
        self._scaler = torch.amp.GradScaler("cuda", enabled=enabled)

    def __call__(self, loss, optimizer, clip=None, parameters=None):
        optimizer.zero_grad()
        self._scaler.scale(loss).backward()
        if clip:
            self._scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(parameters, clip)
        self._scaler.step(optimizer)
        self._scaler.update()


class Engine:
    def __init__(self, net, optimizer):
        self.net, self.optimizer = net, optimizer

    def backward_step(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return float(loss)


feed = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
noam = Noam(torch.optim.Adam(net.parameters()), 3)
scaler = LossScaler()
solver = torch.optim.Adam(net.parameters())
engine = Engine(net, solver)
for x, y in feed:
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    noam.step_and_update_lr()
for x, y in feed:
    scaler(nn.functional.mse_loss(net(x), y), solver, clip=1.0, parameters=net.parameters())
for x, y in feed:
    engine.backward_step(nn.functional.mse_loss(net(x), y))
