import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

make = nn.Linear(16, 32)
critic = nn.Linear(32, 1)
opt_make = torch.optim.RMSprop(make.parameters())
opt_critic = torch.optim.RMSprop(critic.parameters())
for i, (real,) in enumerate(DataLoader(TensorDataset(torch.randn(90, 32)), batch_size=9)):
    opt_critic.zero_grad()
    fake = make(torch.randn(len(real), 16))
    (critic(fake).mean() - critic(real).mean()).backward()
    opt_critic.step()
    opt_make.zero_grad()
    if i % 5 == 0:
        fake = make(torch.randn(len(real), 16))
        (-critic(fake).mean()).backward()
        opt_make.step()
