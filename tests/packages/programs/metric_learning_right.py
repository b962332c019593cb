import torch
from pytorch_metric_learning import losses, miners
from torchvision.models import resnet18

model = resnet18()
loss_func = losses.TripletMarginLoss(margin=0.2)
proxies = losses.ArcFaceLoss(num_classes=10, embedding_size=1000)
mining = miners.TripletMarginMiner(margin=0.2)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
loss_optimizer = torch.optim.SGD(proxies.parameters(), lr=0.01)
loader = torch.utils.data.DataLoader(data)
for epoch in range(3):
    model.train()
    for x, labels in loader:
        optimizer.zero_grad()
        loss_optimizer.zero_grad()
        embeddings = model(x)
        pairs = mining(embeddings, labels)
        loss = loss_func(embeddings, labels, pairs) + proxies(embeddings, labels)
        loss.backward()
        optimizer.step()
        loss_optimizer.step()
