import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1).cuda()
rule = torch.optim.SGD(net.parameters(), lr=0.1)
amp = torch.amp.GradScaler()


def step(x, y):
    with torch.autocast("cuda", dtype=torch.float16):
        loss = nn.functional.mse_loss(net(x), y)
    amp.scale(loss).backward()  # related: TV302
    amp.unscale_(rule)
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    rule.zero_grad()  # expect: TV302
    amp.step(rule)  # related: TV302
    amp.update()
    return loss.detach()


for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    step(x.cuda(), y.cuda())
