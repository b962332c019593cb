from copy import deepcopy

import torch


class Average:
    """A moving average of a network's weights, which is what is tested."""

    def __init__(self, net, decay=0.999):
        self.module = deepcopy(net)
        self.module.eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, net):
        for slow, fast in zip(self.module.state_dict().values(), net.state_dict().values()):
            if slow.is_floating_point():
                slow.copy_(slow * self.decay + fast * (1 - self.decay))
