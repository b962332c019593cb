import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 50)
        self.scores = nn.Linear(50, 4)

    def forward(self, x):
        x = torch.relu(self.hidden(x))
        return self.scores(x)


def main():
    data = TensorDataset(torch.randn(200, 20), torch.randint(0, 4, (200,)))
    classifier = Classifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(classifier.parameters(), lr=0.1)
    for epoch in range(20):
        hits = 0
        for x, y in DataLoader(data, batch_size=20):
            output = classifier(x)
            loss = criterion(output, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            _, predicted = torch.max(output.data, 1)
            hits += (predicted == y).sum().item()
        print(epoch, hits)


main()
