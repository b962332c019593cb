import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Rates:
    def __init__(self, net):
        self.net = net

    def update(self):
        with torch.no_grad():
            for name, weight in self.net.named_parameters():
                change(self.net, name, weight)


def change(net, name, weight):
    net.get_parameter(name).copy_(weight - 0.1 * weight.grad)
    weight.grad = None


days = DataLoader(TensorDataset(torch.randn(80, 5), torch.randn(80, 1)), batch_size=10)
later_days = DataLoader(TensorDataset(torch.randn(40, 5), torch.randn(40, 1)), batch_size=10)
net = nn.Sequential(nn.Linear(5, 16), nn.Dropout(0.3), nn.Linear(16, 1))
rates = Rates(net)
for season in range(4):
    net.train()
    for weather, harvest in days:
        nn.functional.mse_loss(net(weather), harvest).backward()
        rates.update()
    with torch.no_grad():
        for weather, harvest in later_days:
            print(nn.functional.mse_loss(net(weather), harvest))  # expect: TV202
