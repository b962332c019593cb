import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from net import Alexnet, Bayes

criterion = nn.CrossEntropyLoss()
bayes, alexnet = Bayes(), Alexnet()
solver = torch.optim.Adam([*bayes.parameters(), *alexnet.parameters()])
for x, y in DataLoader(TensorDataset(torch.randn(80, 8), torch.randint(0, 4, (80,))), batch_size=8):
    logits, probas = alexnet(x)
    loss = criterion(bayes(x).scores, y) + criterion(logits, y) + criterion(alexnet(x)[0], y)
    solver.zero_grad()
    loss.backward()
    solver.step()
    print((probas.argmax(1) == y).float().mean())
