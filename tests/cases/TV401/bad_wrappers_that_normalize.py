import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Focal(nn.Module):
    def __init__(self, alpha=None, gamma=2.0, reduction="mean"):
        super().__init__()
        self.gamma, self.reduction = gamma, reduction
        self.inner = nn.CrossEntropyLoss(weight=alpha, reduction="none")

    def forward(self, scores, labels):
        entropy = self.inner(scores, labels)  # expect: TV401
        loss = (1 - (-entropy).exp()) ** self.gamma * entropy
        return loss.mean() if self.reduction == "mean" else loss.sum()


class Combined(nn.Module):
    def __init__(self, parts, shares):
        super().__init__()
        self.parts, self.shares = nn.ModuleList(parts), shares

    def forward(self, scores, labels):
        return sum(share * part(scores, labels) for part, share in zip(self.parts, self.shares))


class Smooth(nn.Module):
    def __init__(self, smoothing):
        super().__init__()
        self.smoothing = smoothing

    def forward(self, scores, labels):
        return F.cross_entropy(scores, labels, label_smoothing=self.smoothing)  # expect: TV401


class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 4, 1))

    def forward(self, x):
        return self.net(x).softmax(dim=1)  # related: TV401


net = Segmenter()
criterion = Combined([Focal(), Smooth(0.1)], [0.7, 0.3])
solver = torch.optim.AdamW(net.parameters())
for x, y in DataLoader(TensorDataset(torch.rand(32, 3, 8, 8), torch.randint(0, 4, (32, 8, 8))), batch_size=4):
    loss = criterion(net(x), y)  # related: TV401
    solver.zero_grad()
    loss.backward()
    solver.step()
