from torch import *
from torch.nn import *
from torch.nn.functional import *
from torch.optim import *
from torch.utils.data import *

rows = TensorDataset(randn(90, 3), randn(90, 1))
line = Linear(3, 1)
rule = SGD(line.parameters(), lr=0.1)
for x, y in DataLoader(rows, batch_size=9):
    loss = mse_loss(line(x), y)
    loss.backward()  # expect: TV301
    rule.step()  # related: TV301
