import torch
from pytorch_metric_learning import distances, losses, miners, testers
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from timm import create_model
from torch import optim
from torch.utils.data import DataLoader


def train(model, loss_func, mining_func, device, train_loader, optimizer, loss_optimizer, epoch):
    model.train()
    for batch_idx, (data, labels) in enumerate(train_loader):
        data, labels = data.to(device), labels.to(device)
        optimizer.zero_grad()
        embeddings = model(data)
        indices_tuple = mining_func(embeddings, labels)
        loss = loss_func(embeddings, labels, indices_tuple)
        loss.backward()  # expect: TV301
        optimizer.step()
        loss_optimizer.step()
        if batch_idx % 20 == 0:
            print(epoch, batch_idx, loss, mining_func.num_triplets)


def test(train_set, test_set, model, accuracy_calculator):
    tester = testers.BaseTester()
    train_embeddings, train_labels = tester.get_all_embeddings(train_set, model)
    test_embeddings, test_labels = tester.get_all_embeddings(test_set, model)
    print(accuracy_calculator.get_accuracy(test_embeddings, test_labels, train_embeddings, train_labels))


device = torch.device("cuda")
train_set, test_set = torch.load("train.pt"), torch.load("test.pt")
train_loader = DataLoader(train_set, batch_size=256, shuffle=True)
model = create_model("resnet18", num_classes=0).to(device)
optimizer = optim.Adam(model.parameters(), lr=0.01)
loss_func = losses.SubCenterArcFaceLoss(num_classes=10, embedding_size=512).to(device)
loss_optimizer = optim.Adam(loss_func.parameters(), lr=1e-4)
mining_func = miners.TripletMarginMiner(margin=0.2, distance=distances.CosineSimilarity())
calculator = AccuracyCalculator(include=("precision_at_1",), k=1)
for epoch in range(1, 5):
    train(model, loss_func, mining_func, device, train_loader, optimizer, loss_optimizer, epoch)
    test(train_set, test_set, model, calculator)
