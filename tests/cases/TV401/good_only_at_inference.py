import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Detector(nn.Module):
    def __init__(self, classes, inference=False):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(8, 16), nn.ReLU())
        self.scores = nn.Linear(16, classes)
        self.inference = inference
        self.onnx = False

    def forward(self, x):
        x = self.scores(self.features(x))
        if self.onnx or self.inference:
            return F.softmax(x, dim=1)
        return x


class Aux(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.main, self.side = nn.Linear(8, classes), nn.Linear(8, classes)

    def forward(self, x):
        if not self.training:
            return self.main(x).softmax(1)
        return self.main(x), self.side(x)

    @torch.no_grad()
    def predict(self, x):
        return torch.softmax(self.main(x), dim=1).argmax(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--export", action="store_true")
    options = parser.parse_args()
    net, aux = Detector(3), Aux(3)
    solver = torch.optim.Adam([*net.parameters(), *aux.parameters()])
    feed = DataLoader(TensorDataset(torch.randn(60, 8), torch.randint(0, 3, (60,))), batch_size=6)
    for epoch in range(3):
        aux.train()
        for x, y in feed:
            main_scores, side_scores = aux(x)
            loss = F.cross_entropy(net(x), y) + F.cross_entropy(main_scores, y) + 0.4 * F.cross_entropy(side_scores, y)
            solver.zero_grad()
            loss.backward()
            solver.step()
        aux.eval()
        with torch.no_grad():
            print(sum((aux(x).argmax(1) == y).sum().item() for x, y in feed))
    if options.export:
        net.onnx = True
        torch.onnx.export(net.eval(), (torch.randn(1, 8),), "net.onnx")


if __name__ == "__main__":
    main()
