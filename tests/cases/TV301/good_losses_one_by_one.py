import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Tasks(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.trunk = nn.Linear(6, 12)
        self.heads = nn.ModuleDict({name: nn.Linear(12, 1) for name in names})

    def forward(self, x):
        hidden = torch.relu(self.trunk(x))
        return {name: head(hidden) for name, head in self.heads.items()}


def learn(net, feed, names):
    solver = torch.optim.Adam(net.parameters())
    for x, *targets in feed:
        solver.zero_grad()
        answers = net(x)
        losses = [nn.functional.mse_loss(answers[name], y) for name, y in zip(names, targets)]
        for loss in losses[:-1]:
            loss.backward(retain_graph=True)
        losses[-1].backward()
        solver.step()


def penalized(net, feed):
    solver = torch.optim.Adam(net.parameters())
    for x, a, _ in feed:
        net.zero_grad()
        nn.functional.mse_loss(net(x)["a"], a).backward(retain_graph=True)
        penalty = sum(weight.abs().sum() for weight in net.parameters())
        (1e-4 * penalty).backward()
        solver.step()


feed = DataLoader(TensorDataset(torch.randn(90, 6), torch.randn(90, 1), torch.randn(90, 1)), batch_size=9)
tasks = Tasks(["a", "b"])
learn(tasks, feed, ["a", "b"])
penalized(tasks, feed)
