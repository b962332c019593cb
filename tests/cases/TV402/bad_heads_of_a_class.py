import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 3), nn.Conv2d(6, 16, 3)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x)).amax((2, 3))
        return F.log_softmax(self.fc(x), dim=1)  # related: TV402


class Session:
    def __init__(self):
        self.net, self.criterion = LeNet(), nn.CrossEntropyLoss()
        self.solver = torch.optim.Adam(self.net.parameters())

    def run(self, feed):
        for x, y in feed:
            self.solver.zero_grad()
            loss = self.criterion(self.net(x), y)  # expect: TV402  # related: TV402
            loss.backward()
            self.solver.step()


Session().run(DataLoader(TensorDataset(torch.rand(40, 1, 12, 12), torch.randint(0, 10, (40,))), batch_size=8))
