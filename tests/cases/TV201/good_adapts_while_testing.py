import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18


def entropy(scores):
    return -(scores.softmax(1) * scores.log_softmax(1)).sum(1).mean()


class Tent(nn.Module):
    """Adapts the norms of a trained network to what it sees."""

    def __init__(self, net, steps=1):
        super().__init__()
        self.net, self.steps = net, steps
        self.net.train()
        self.net.requires_grad_(False)
        for layer in self.net.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.requires_grad_(True)
        self.solver = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-3)

    @torch.enable_grad()
    def forward(self, x):
        for _ in range(self.steps):
            scores = self.net(x)
            loss = entropy(scores)
            loss.backward()
            self.solver.step()
            self.solver.zero_grad()
        return scores


def adapt_in_eval(net, feed):
    solver = torch.optim.SGD(net.parameters(), lr=1e-4)
    net.eval()
    for x, _ in feed:
        solver.zero_grad()
        entropy(net(x)).backward()
        solver.step()


feed = DataLoader(TensorDataset(torch.rand(32, 3, 64, 64), torch.randint(0, 9, (32,))), batch_size=8)
tent = Tent(resnet18(weights="DEFAULT"))
print(sum((tent(x).argmax(1) == y).sum().item() for x, y in feed))
adapt_in_eval(resnet18(weights="DEFAULT"), feed)
