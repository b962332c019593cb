import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

rows = TensorDataset(torch.randn(600, 12), torch.randint(0, 4, (600,)))
train_rows, test_rows = DataLoader(rows, 20, shuffle=True), DataLoader(rows, 100)

classifier = nn.Sequential(nn.Linear(12, 30), nn.BatchNorm1d(30), nn.ReLU(), nn.Linear(30, 4))
criterion = nn.CrossEntropyLoss()
sgd = optim.SGD(classifier.parameters(), lr=0.05, momentum=0.9)


def accuracy():
    classifier.eval()  # related: TV201
    good = total = 0
    with torch.no_grad():
        for features, target in test_rows:
            good += (classifier(features).argmax(1) == target).float().sum().item()
            total += len(target)
    return good / total


classifier.train()  # related: TV201
for epoch in range(20):
    for features, target in train_rows:
        sgd.zero_grad()
        loss = criterion(classifier(features), target)  # expect: TV201
        loss.backward()
        sgd.step()
    print(epoch, accuracy())  # related: TV201
