import functorch
import torch
from torch import nn
from torch.func import functional_call, grad_and_value, vmap
from torch.utils.data import DataLoader, TensorDataset


class Maml:
    def __init__(self, net, inner_rate):
        self.net, self.inner_rate = net, inner_rate
        self.outer = torch.optim.Adam(net.parameters())

    def adapt(self, x, y):
        weights = list(self.net.parameters())
        loss = nn.functional.mse_loss(self.net(x), y)
        slopes = torch.autograd.grad(loss, weights, create_graph=True)
        return [w - self.inner_rate * g for w, g in zip(weights, slopes)]

    def turn(self, x, y):
        weight, bias = self.adapt(x[:5], y[:5])
        loss = nn.functional.mse_loss(x[5:] @ weight.T + bias, y[5:])
        self.outer.zero_grad()
        loss.backward()
        self.outer.step()


def each_sample(net, x, y):
    weights = {name: w.detach() for name, w in net.named_parameters()}

    def loss(weights, x, y):
        return nn.functional.mse_loss(functional_call(net, weights, (x[None],)), y[None])

    slopes, losses = vmap(grad_and_value(loss), in_dims=(None, 0, 0))(weights, x, y)
    with torch.no_grad():
        for name, w in net.named_parameters():
            w -= 0.1 * slopes[name].mean(0)
    return losses.mean()


def hand_made(net, x, y, turns):
    call, weights = functorch.make_functional(net)
    for _ in range(turns):
        loss = nn.functional.mse_loss(call(weights, x), y)
        slopes = torch.autograd.grad(loss, weights)
        weights = tuple(w - 0.1 * g for w, g in zip(weights, slopes))
    return weights


net = nn.Linear(3, 1)
maml = Maml(net, 0.01)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=10):
    maml.turn(x, y)
    each_sample(net, x, y)
hand_made(net, torch.randn(9, 3), torch.randn(9, 1), 10)
