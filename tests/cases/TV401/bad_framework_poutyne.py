import torch
from poutyne import Model
from torch import nn

network = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10), nn.Softmax(dim=-1))
model = Model(network, "sgd", "cross_entropy", batch_metrics=["accuracy"])  # expect: TV401
model.fit_generator(train_loader, valid_loader, epochs=5)
