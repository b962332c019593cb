from torch import nn

net = nn.Linear(3, 3)
net.eval()
switch = net.train
switch()
net.train().eval()
