import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def dev(net, loader):
	net.eval()
	with torch.no_grad():
		return sum(F.cross_entropy(net(x), y).item() for x, y in loader)


data = TensorDataset(torch.randn(40, 5), torch.randint(0, 2, (40,)))
loader = DataLoader(data, batch_size=8)
net = nn.Sequential(nn.Linear(5, 9), nn.ReLU(), nn.Dropout(0.2), nn.Linear(9, 2))
optimizer = torch.optim.Adam(net.parameters())
for x, y in loader:
	# dropout on
	net.train()  # it matters
	# one step
	optimizer.zero_grad()
	loss = F.cross_entropy(net(x), y)
	loss.backward()
	optimizer.step()
	print(dev(net, loader))
