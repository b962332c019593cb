# the default criterion takes the logarithm of the module's probabilities
from skorch import NeuralNetClassifier
from torch import nn


class Scores(nn.Module):
    def __init__(self, hidden=10):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, hidden), nn.ReLU())
        self.head = nn.Linear(hidden, 3)

    def forward(self, x):
        return self.head(self.body(x))


net = NeuralNetClassifier(Scores, lr=0.01)  # expect: TV405
net.fit(X, y)
