import torch.nn as nn
from layers import normalize


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 2)

    def forward(self, x):
        return normalize(self.fc(x))  # related: TV401
