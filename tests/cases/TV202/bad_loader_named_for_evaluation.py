"""Nothing but names is known of the loader, and what is measured can't be seen."""

import torch

from measures import Average, share_right


class Runner:
    def __init__(self, model, optimizer, criterion, train_loader, val_loader):
        self.model, self.optimizer, self.criterion = model, optimizer, criterion
        self.train_loader, self.val_loader = train_loader, val_loader

    def run(self, epochs):
        for _ in range(epochs):
            self.learn()
            print(self.validate())

    def learn(self):
        self.model.train()
        for pictures, kinds in self.train_loader:
            self.optimizer.zero_grad()
            self.criterion(self.model(pictures), kinds).backward()
            self.optimizer.step()

    @torch.no_grad()
    def validate(self):
        share = Average()
        for pictures, kinds in self.val_loader:
            scores = self.model(pictures)  # expect: TV202
            share.add(share_right(scores, kinds), len(kinds))
        return share.mean
