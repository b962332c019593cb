import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))

    def forward(self, x):
        weights = F.softmax(self.query(x) @ self.key(x).transpose(-2, -1) / 8, dim=-1)
        return weights @ self.value(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention(16)
        self.last = nn.Linear(16, 3)

    def forward(self, x):
        return self.last(self.attention(x).mean(1))


def plot(logits):
    logits = F.softmax(logits, dim=1)
    print(logits)


net = Net()
optimizer = torch.optim.Adam(net.parameters())
for x, y in DataLoader(TensorDataset(torch.randn(40, 7, 16), torch.randint(0, 3, (40,))), batch_size=4):
    out = net(x)
    loss = F.cross_entropy(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    out = out.softmax(dim=1)
    plot(out)
