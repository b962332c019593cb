import torch
import torchmetrics
from torch import nn
from torchmetrics.classification import MulticlassF1Score

model = nn.Sequential(nn.Linear(10, 20), nn.Dropout(), nn.Linear(20, 3))
accuracy = torchmetrics.Accuracy(task="multiclass", num_classes=3)
f1 = MulticlassF1Score(num_classes=3)
metrics = torchmetrics.MetricCollection([torchmetrics.MeanSquaredError()])
optimizer = torch.optim.Adam(model.parameters())
criterion = nn.CrossEntropyLoss()
loader = torch.utils.data.DataLoader(data)
for epoch in range(10):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        loss = criterion(logits, y)
        accuracy(logits.softmax(dim=-1), y)
        loss.backward()
        optimizer.step()
        f1.update(logits.argmax(-1), y)
        torchmetrics.functional.accuracy(logits.softmax(-1), y, task="multiclass", num_classes=3)
    print(accuracy.compute(), f1.compute())
    accuracy.reset()
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            accuracy.update(model(x).softmax(-1), y)
