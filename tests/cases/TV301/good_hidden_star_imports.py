from torch import *
from torch.nn import *
from torch.nn.functional import *
from torch.optim import *
from torch.utils.data import *

rows = TensorDataset(randn(90, 3), randint(0, 4, (90,)))
net = Sequential(Linear(3, 9), Dropout(0.1), Linear(9, 4))
rule = Adam(net.parameters())
for epoch in range(3):
    net.train()
    for x, y in DataLoader(rows, batch_size=9):
        rule.zero_grad()
        cross_entropy(net(x), y).backward()
        rule.step()
    net.eval()
    with no_grad():
        print(cross_entropy(net(rows.tensors[0]), rows.tensors[1]), softmax(net(rows.tensors[0]), dim=1))
