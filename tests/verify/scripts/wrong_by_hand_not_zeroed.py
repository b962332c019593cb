# Gradient descent by hand, and the gradients add up.
# verdict: plateaus
# finding: TV301
# held: by-itself
import torch

torch.manual_seed(0)
x, y = torch.randn(16, 32), torch.randn(16, 1)
w = torch.zeros(32, 1, requires_grad=True)
for t in range(300):
    loss = (x @ w - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.02 * w.grad
