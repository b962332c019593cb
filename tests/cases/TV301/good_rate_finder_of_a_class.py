import copy
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class RateFinder:
    def __init__(self, net, solver, measure):
        self.net, self.solver, self.measure = net, solver, measure
        self.kept = copy.deepcopy(net.state_dict()), copy.deepcopy(solver.state_dict())
        self.history = {"rate": [], "loss": []}

    def range_test(self, feed, low=1e-7, high=10.0, beta=0.98):
        factor = (high / low) ** (1 / max(1, len(feed) - 1))
        average, best, rate = 0.0, math.inf, low
        for turn, (x, y) in enumerate(feed, 1):
            for group in self.solver.param_groups:
                group["lr"] = rate
            self.solver.zero_grad()
            loss = self.measure(self.net(x), y)
            average = beta * average + (1 - beta) * loss.item()
            smooth = average / (1 - beta**turn)
            if turn > 1 and smooth > 4 * best:
                break
            best = min(best, smooth)
            loss.backward()
            self.solver.step()
            self.history["rate"].append(rate)
            self.history["loss"].append(smooth)
            rate *= factor
        self.reset()

    def reset(self):
        self.net.load_state_dict(self.kept[0])
        self.solver.load_state_dict(self.kept[1])


net = nn.Linear(3, 1)
finder = RateFinder(net, torch.optim.SGD(net.parameters(), lr=1e-7), nn.MSELoss())
finder.range_test(DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9))
