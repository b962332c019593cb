import torch

x, y = torch.randn(50, 2), torch.randn(50, 1)
w = torch.zeros(2, 1, requires_grad=True)
for step in range(100):
    loss = (x @ w - y).square().mean()
    loss.backward()  # expect: TV301
    with torch.no_grad():
        w -= 0.1 * w.grad  # related: TV301
