import torch


class Fitter:
    def __init__(self, net, loss_of, opt):
        self.net = net
        self.loss_of = loss_of
        self.opt = opt

    def fit(self, batches, held_out, epochs):
        for epoch in range(epochs):
            self.net.train()
            for x, y in batches:
                self.opt.zero_grad()
                loss = self.loss_of(self.net(x), y)
                loss.backward()
                self.opt.step()
            print(self.score(held_out))

    def score(self, batches):
        self.net.eval()
        with torch.no_grad():
            return sum(self.loss_of(self.net(x), y).item() for x, y in batches)
