import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
import deepspeed

net = nn.Linear(3, 1)
engine, _, dl, _ = deepspeed.initialize(
    model=net,
    model_parameters=net.parameters(),
    training_data=TensorDataset(torch.randn(90, 3), torch.randn(90, 1)),
    config="ds.json",
)
for x, y in dl:
    loss = nn.functional.mse_loss(engine(x), y)
    engine.backward(loss)
    engine.step()
