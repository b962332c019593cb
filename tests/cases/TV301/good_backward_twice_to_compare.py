import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def test_gradients_add_up():
    net = nn.Linear(3, 1)
    x = torch.randn(5, 3)
    net(x).sum().backward()
    once = net.weight.grad.clone()
    net(x).sum().backward()
    assert torch.allclose(net.weight.grad, 2 * once)
