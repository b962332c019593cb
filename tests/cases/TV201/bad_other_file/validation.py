import torch


class Validator:
    def __init__(self, net, loader):
        self.net, self.loader = net, loader

    def report(self):
        self.net.eval()  # related: TV201
        with torch.no_grad():
            print(sum((self.net(x).argmax(1) == y).sum().item() for x, y in self.loader))
