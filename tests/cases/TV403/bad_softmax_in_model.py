import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(4, 3)

    def forward(self, x):
        return torch.softmax(self.last(x), dim=1)  # related: TV403


net = Net()
optimizer = torch.optim.Adam(net.parameters())
for x, y in DataLoader(TensorDataset(torch.randn(30, 4), torch.randint(0, 3, (30,))), batch_size=5):
    optimizer.zero_grad()
    out = net(x)  # related: TV403
    F.nll_loss(out, y).backward()  # expect: TV403
    optimizer.step()
    print(out.argmax(1))
