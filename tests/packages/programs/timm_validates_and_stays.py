import timm
import torch
from timm.data import create_dataset, create_loader
from timm.loss import LabelSmoothingCrossEntropy
from timm.optim import create_optimizer_v2
from timm.scheduler import CosineLRScheduler
from timm.utils import AverageMeter, accuracy

model = timm.create_model("resnet18", pretrained=True, num_classes=10)
train_loader = create_loader(create_dataset("", "data"), (3, 224, 224), 32, is_training=True)
eval_loader = create_loader(create_dataset("", "data"), (3, 224, 224), 32)
optimizer = create_optimizer_v2(model, opt="adamw", lr=1e-3)
scheduler = CosineLRScheduler(optimizer, t_initial=10)
criterion = LabelSmoothingCrossEntropy(0.1)


def validate(model, loader):
    top1 = AverageMeter()
    model.eval()
    with torch.no_grad():
        for images, target in loader:
            output = model(images)
            acc1, acc5 = accuracy(output, target, topk=(1, 5))
            top1.update(acc1.item(), images.size(0))
    return top1.avg


for epoch in range(10):
    for images, target in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(images), target)  # expect: TV201
        loss.backward()
        optimizer.step()
    scheduler.step(epoch)
    print(validate(model, eval_loader))
