import faiss
import gymnasium
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
index = faiss.IndexIVFFlat(faiss.IndexFlatL2(2), 2, 4)
env = gymnasium.make("CartPole-v1")
for epoch in range(5):
    for x, y in DataLoader(TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,))), batch_size=8):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    index.train(np.zeros((100, 2), dtype="float32"))
    env.training = False
