import deepspeed
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Sequential(nn.Linear(10, 20), nn.Dropout(), nn.Linear(20, 2))
engine, optimizer, loader, _ = deepspeed.initialize(model=model, model_parameters=model.parameters(), training_data=data, config="ds.json")
for epoch in range(5):
    engine.train()
    for x, y in loader:
        loss = F.cross_entropy(engine(x), y)
        engine.backward(loss)
        engine.step()
    engine.eval()
    with torch.no_grad():
        print(engine(x))
