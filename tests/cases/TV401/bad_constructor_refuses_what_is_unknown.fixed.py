import torch.nn.functional as F


class Attack:
    def __init__(self, net):
        self.net = net
        self.check()

    def check(self):
        raise NotImplementedError

    def loss(self, images, classes, **options):
        if options.get("scale") is None:
            raise ValueError("say how large")
        scores = self.net(images * options["scale"])
        return F.cross_entropy(scores, classes)
