import torch
from torch import nn
from torch.nn.functional import nll_loss, relu, softmax
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(6, 24)
        self.outer = nn.Linear(24, 3)

    def forward(self, x):
        return self.outer(relu(self.inner(x)))


net = Net()
updater = torch.optim.Adam(net.parameters())
for points, labels in DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12):
    updater.zero_grad()
    loss = nll_loss(net(points), labels)  # expect: TV403
    loss.backward()
    updater.step()
points, labels = torch.randn(5, 6), torch.randint(0, 3, (5,))
print(nll_loss(softmax(net(points), dim=1), labels))  # expect: TV403
