import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(20, 4)

    def forward(self, x):
        return F.softmax(self.scores(x), dim=1)  # related: TV401


data = TensorDataset(torch.randn(200, 20), torch.randint(0, 4, (200,)))
classifier = Classifier()
optimizer = optim.SGD(classifier.parameters(), lr=0.1)
for x, y in DataLoader(data, batch_size=20):
    output = classifier(x)  # related: TV401
    loss = F.cross_entropy(output, y)  # expect: TV401
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"sure of {output.max().item():.0%}")
