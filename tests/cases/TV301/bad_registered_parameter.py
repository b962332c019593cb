import torch
from torch import nn
from torch.utils.data import DataLoader


class Registering(nn.Module):
    def register_parameter(self, name, parameter):
        super().register_parameter(name, parameter)


class Noise(Registering):
    def __init__(self):
        super().__init__()
        self.register_parameter(name="raw_scale", parameter=nn.Parameter(torch.zeros(1)))

    @property
    def scale(self):
        return nn.functional.softplus(self.raw_scale)

    def likelihood(self, values):
        return (values / self.scale).square() + self.scale.log()


noise = Noise()
optimizer = torch.optim.Adam(noise.parameters(), lr=0.1)
for (values,) in DataLoader([(torch.zeros(3),)] * 90, batch_size=9):
    loss = noise.likelihood(values).sum()
    loss.backward()  # expect: TV301
    optimizer.step()
