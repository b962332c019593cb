import torch
from skorch import NeuralNetBinaryClassifier, NeuralNetClassifier, NeuralNetRegressor
from torch import nn


class Shares(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(20, 30)
        self.output = nn.Linear(30, 2)

    def forward(self, x):
        return torch.softmax(self.output(torch.relu(self.dense(x))), dim=-1)


class Scores(Shares):
    def forward(self, x):
        return self.output(torch.relu(self.dense(x)))


first = NeuralNetClassifier(Shares, max_epochs=10, lr=0.1)
second = NeuralNetClassifier(Scores, criterion=nn.CrossEntropyLoss, max_epochs=10)
third = NeuralNetBinaryClassifier(Scores)
fourth = NeuralNetRegressor(Scores())
fifth = NeuralNetClassifier(Shares(), criterion=nn.NLLLoss)
for net in (first, second, third, fourth, fifth):
    net.fit(X, y)
