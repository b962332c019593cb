import torch
from skorch import NeuralNetClassifier
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 30), nn.ReLU(), nn.Dropout(0.3), nn.Linear(30, 2))

    def forward(self, x):
        return torch.softmax(self.layers(x), dim=-1)


net = NeuralNetClassifier(Net, criterion=nn.CrossEntropyLoss, max_epochs=10, lr=0.1)  # expect: TV401
net.fit(X, y)
print(net.predict_proba(X))
