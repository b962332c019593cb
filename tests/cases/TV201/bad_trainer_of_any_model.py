import torch


class Fitter:
    def __init__(self, net, loss_of, opt):
        self.net = net
        self.loss_of = loss_of
        self.opt = opt

    def fit(self, batches, held_out, epochs):
        self.net.train()  # related: TV201
        for epoch in range(epochs):
            for x, y in batches:
                self.opt.zero_grad()
                loss = self.loss_of(self.net(x), y)  # expect: TV201
                loss.backward()
                self.opt.step()
            print(self.score(held_out))  # related: TV201

    def score(self, batches):
        self.net.eval()  # related: TV201
        with torch.no_grad():
            return sum(self.loss_of(self.net(x), y).item() for x, y in batches)
