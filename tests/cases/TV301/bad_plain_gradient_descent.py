import torch


class Logistic:
    def __init__(self, features):
        self.weight = torch.zeros(features, requires_grad=True)
        self.bias = torch.zeros((), requires_grad=True)

    def __call__(self, x):
        return x @ self.weight + self.bias

    def fit(self, x, y, turns, rate):
        for _ in range(turns):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(self(x), y)
            loss.backward()  # expect: TV301
            self.weight.data -= rate * self.weight.grad.data  # related: TV301
            self.bias.data -= rate * self.bias.grad.data


Logistic(5).fit(torch.randn(100, 5), torch.randint(0, 2, (100,)).float(), turns=200, rate=0.1)
