import deepspeed
import torch
import torch.nn.functional as F
from torch import nn

model = nn.Sequential(nn.Linear(10, 20), nn.Dropout(), nn.Linear(20, 2))
engine, optimizer, loader, _ = deepspeed.initialize(model=model, model_parameters=model.parameters(), training_data=data, config="ds.json")
for epoch in range(5):
    for x, y in loader:
        out = engine(x)  # expect: TV201
        loss = F.cross_entropy(F.softmax(out, dim=-1), y)  # expect: TV401
        engine.backward(loss)
        engine.step()
    engine.eval()
    with torch.no_grad():
        print(engine(x))
