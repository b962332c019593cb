import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class NativeScaler:
    def __init__(self):
        self._scaler = torch.cuda.amp.GradScaler()

    def __call__(self, loss, optimizer, parameters=None, clip=None):
        self._scaler.scale(loss).backward()
        if clip is not None:
            self._scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        self._scaler.step(optimizer)
        self._scaler.update()


dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
scale_and_step = NativeScaler()
for x, y in dl:
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    scale_and_step(loss, opt, net.parameters(), clip=1.0)
