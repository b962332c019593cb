import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Captioner:
    def __init__(self):
        self.parts = {
            "see": nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
            "tell": nn.Sequential(nn.Linear(8, 64), nn.Dropout(0.5), nn.Linear(64, 100)),
        }
        weights = [p for part in self.parts.values() for p in part.parameters()]
        self.solver = torch.optim.Adam(weights, lr=4e-4)

    def mode(self, training):
        for part in self.parts.values():
            part.train(training)  # related: TV201

    def scores(self, images):
        seen = self.parts["see"](images)
        return self.parts["tell"](seen)  # expect: TV201

    def fit(self, feed, held_out, epochs):
        self.mode(True)
        for epoch in range(epochs):
            for images, words in feed:
                self.solver.zero_grad()
                F.cross_entropy(self.scores(images), words).backward()
                self.solver.step()
            print(epoch, self.check(held_out))  # related: TV201

    def check(self, feed):
        self.mode(False)  # related: TV201
        right = 0
        with torch.no_grad():
            for images, words in feed:
                right += (self.scores(images).argmax(1) == words).sum().item()
        self.parts["see"].train()
        return right


pictures = TensorDataset(torch.rand(64, 3, 8, 8), torch.randint(0, 100, (64,)))
Captioner().fit(DataLoader(pictures, batch_size=8), DataLoader(pictures, batch_size=16), epochs=3)
