import torch
import torch.nn.functional as F


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 2)

    def compile(self, name):
        if name == "sgd":
            self.updates = torch.optim.SGD(self.parameters(), lr=0.01)
        elif name == "adam":
            self.updates = torch.optim.Adam(self.parameters())
        elif name == "adagrad":
            self.updates = torch.optim.Adagrad(self.parameters())
        elif name == "rmsprop":
            self.updates = torch.optim.RMSprop(self.parameters())
        elif name == "adamw":
            self.updates = torch.optim.AdamW(self.parameters())
        else:
            self.updates = name

    def fit(self, batches):
        for x, y in batches:
            loss = F.cross_entropy(self.layer(x), y)
            self.updates.zero_grad()
            loss.backward()
            self.updates.step()
