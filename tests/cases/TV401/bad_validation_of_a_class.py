import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Validation:
    def __init__(self, net, criterion):
        self.net, self.criterion = net, criterion

    @torch.no_grad()
    def __call__(self, feed):
        self.net.eval()
        losses, right = [], 0
        for x, y in feed:
            chances = self.net(x).softmax(dim=1)  # related: TV401
            losses.append(self.criterion(chances, y).item())  # expect: TV401
            right += (chances.argmax(1) == y).sum().item()
        self.net.train()
        return sum(losses) / len(losses), right


net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
solver = torch.optim.Adam(net.parameters())
validate = Validation(net, criterion)
feed = DataLoader(TensorDataset(torch.randn(80, 8), torch.randint(0, 3, (80,))), batch_size=8)
for epoch in range(5):
    for x, y in feed:
        solver.zero_grad()
        criterion(net(x), y).backward()
        solver.step()
    print(validate(feed))
