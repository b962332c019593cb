import torch.nn.functional as F


class Sampler:
    def __init__(self, aimed=True):
        self.aimed = aimed

    def draw(self, x, wanted=None):
        if wanted is None:
            raise ValueError("draw what?")
        return x


class Client:
    def __init__(self, net):
        self.net = net
        self.sampler = Sampler()

    def learn(self, x, y):
        x = self.sampler.draw(x)
        return F.cross_entropy(self.net(x).softmax(1), y)  # expect: TV401
