import torch
from torch.utils.data import DataLoader
from torchmetrics.detection import MeanAveragePrecision
from torchvision.models.detection import fasterrcnn_resnet50_fpn
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor


def build(classes):
    model = fasterrcnn_resnet50_fpn(weights="DEFAULT")
    features = model.roi_heads.box_predictor.cls_score.in_features
    model.roi_heads.box_predictor = FastRCNNPredictor(features, classes)
    return model


def train_one_epoch(model, optimizer, loader, device):
    model.train()
    for images, targets in loader:
        images = [image.to(device) for image in images]
        targets = [{key: value.to(device) for key, value in target.items()} for target in targets]
        losses = sum(loss for loss in model(images, targets).values())
        optimizer.zero_grad()
        losses.backward()
        optimizer.step()


@torch.inference_mode()
def evaluate(model, loader, device):
    model.eval()
    metric = MeanAveragePrecision()
    for images, targets in loader:
        outputs = model([image.to(device) for image in images])
        metric.update([{k: v.cpu() for k, v in out.items()} for out in outputs], targets)
    return metric.compute()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = build(2).to(device)
loader = DataLoader(torch.load("train.pt"), batch_size=2, collate_fn=lambda batch: tuple(zip(*batch)))
test_loader = DataLoader(torch.load("test.pt"), batch_size=1, collate_fn=lambda batch: tuple(zip(*batch)))
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.005, momentum=0.9)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
for epoch in range(10):
    train_one_epoch(model, optimizer, loader, device)
    scheduler.step()
    print(evaluate(model, test_loader, device))
