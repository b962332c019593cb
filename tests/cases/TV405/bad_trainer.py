import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4, 1)  # related: TV405

    def forward(self, x):
        x = torch.relu(self.conv(x)).mean(dim=(2, 3))
        x = self.fc(x)  # related: TV405
        return x.squeeze(-1)


def main():
    net, loss_of = Net(), nn.BCELoss()
    optimizer = torch.optim.Adam(net.parameters())
    data = TensorDataset(torch.rand(20, 3, 9, 9), torch.randint(0, 2, (20,)).float())
    for x, y in DataLoader(data, batch_size=4):
        loss = loss_of(net(x), y)  # expect: TV405  # related: TV405
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


main()
