import torch
from poutyne import Model
from torch import nn

network = nn.Sequential(nn.Linear(784, 100), nn.Dropout(), nn.Linear(100, 10))
model = Model(network, "sgd", "cross_entropy", batch_metrics=["accuracy"])
model.fit_generator(train_loader, valid_loader, epochs=5)
loss, (acc,) = model.evaluate_generator(test_loader)
second = Model(nn.Sequential(network, nn.Sigmoid()), torch.optim.Adam(network.parameters()), "bce")
second.fit(x, y)
network.eval()
model.fit_generator(train_loader, valid_loader, epochs=5)
