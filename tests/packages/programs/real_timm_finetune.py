import argparse
import logging
from contextlib import suppress
from pathlib import Path

import timm
import torch
import torch.nn as nn
from timm.data import Mixup, create_transform, resolve_data_config
from timm.loss import LabelSmoothingCrossEntropy, SoftTargetCrossEntropy
from timm.optim import create_optimizer_v2, optimizer_kwargs
from timm.scheduler import create_scheduler_v2
from timm.utils import AverageMeter, CheckpointSaver, ModelEmaV3, NativeScaler, accuracy
from torchvision.datasets import ImageFolder

_logger = logging.getLogger("train")


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="resnet50")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--mixup", type=float, default=0.0)
    parser.add_argument("--clip-grad", type=float, default=None)
    parser.add_argument("--opt", default="adamw")
    return parser.parse_args()


def train_one_epoch(
    epoch, model, loader, optimizer, loss_fn, args, loss_scaler=None, mixup_fn=None, ema=None
):
    losses = AverageMeter()
    model.train()
    optimizer.zero_grad()
    for batch_idx, (images, target) in enumerate(loader):
        images, target = images.cuda(), target.cuda()
        if mixup_fn is not None:
            images, target = mixup_fn(images, target)
        with torch.autocast("cuda") if loss_scaler else suppress():
            output = model(images)
            loss = loss_fn(output, target)
        if loss_scaler is not None:
            loss_scaler(loss, optimizer, clip_grad=args.clip_grad, parameters=model.parameters())
        else:
            loss.backward()
            if args.clip_grad is not None:
                timm.utils.dispatch_clip_grad(model.parameters(), args.clip_grad)
            optimizer.step()
        if ema is not None:
            ema.update(model)
        losses.update(loss.item(), images.size(0))
        optimizer.zero_grad()
    return {"loss": losses.avg}


@torch.inference_mode()
def validate(model, loader, loss_fn):
    top1, losses = AverageMeter(), AverageMeter()
    model.eval()
    for images, target in loader:
        output = model(images.cuda())
        losses.update(loss_fn(output, target.cuda()).item(), images.size(0))
        top1.update(accuracy(output, target.cuda(), topk=(1,))[0].item(), images.size(0))
    return {"loss": losses.avg, "top1": top1.avg}


def main():
    args = parse_args()
    model = timm.create_model(args.model, pretrained=True, num_classes=37).cuda()
    config = resolve_data_config({}, model=model)
    train_set = ImageFolder(args.data / "train", create_transform(**config, is_training=True))
    valid_set = ImageFolder(args.data / "valid", create_transform(**config))
    train_loader = torch.utils.data.DataLoader(train_set, batch_size=64, shuffle=True, drop_last=True)
    valid_loader = torch.utils.data.DataLoader(valid_set, batch_size=128)
    mixup_fn = Mixup(mixup_alpha=args.mixup, num_classes=37) if args.mixup > 0 else None
    optimizer = create_optimizer_v2(model, **optimizer_kwargs(cfg=args))
    scheduler, num_epochs = create_scheduler_v2(optimizer, num_epochs=args.epochs)
    train_loss = SoftTargetCrossEntropy() if mixup_fn else LabelSmoothingCrossEntropy(smoothing=0.1)
    valid_loss = nn.CrossEntropyLoss()
    ema = ModelEmaV3(model, decay=0.999)
    saver = CheckpointSaver(model=model, optimizer=optimizer, args=args, checkpoint_dir="out")
    for epoch in range(num_epochs):
        train = train_one_epoch(
            epoch, model, train_loader, optimizer, train_loss, args, NativeScaler(), mixup_fn, ema
        )
        result = validate(model, valid_loader, valid_loss)
        averaged = validate(ema.module, valid_loader, valid_loss)
        _logger.info("%s %s %s", train, result, averaged)
        saver.save_checkpoint(epoch, metric=result["top1"])
        scheduler.step(epoch + 1, result["top1"])


if __name__ == "__main__":
    main()
