import segmentation_models_pytorch as smp
import torch

model = smp.Unet("resnet34", encoder_weights="imagenet", in_channels=3, classes=1, activation=None)
shares = smp.FPN("resnet34", classes=1, activation="sigmoid")
loss_fn = smp.losses.DiceLoss(smp.losses.BINARY_MODE, from_logits=True)
of_shares = smp.losses.JaccardLoss("binary", from_logits=False)
optimizer = torch.optim.Adam([*model.parameters(), *shares.parameters()], lr=1e-4)
loader = torch.utils.data.DataLoader(data)
for epoch in range(10):
    model.train()
    shares.train()
    for image, mask in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(image), mask) + of_shares(shares(image), mask)
        loss.backward()
        optimizer.step()
    model.eval()
    shares.eval()
    with torch.inference_mode():
        for image, mask in loader:
            prob = model(image).sigmoid()
            tp, fp, fn, tn = smp.metrics.get_stats((prob > 0.5).long(), mask.long(), mode="binary")
            iou = smp.metrics.iou_score(tp, fp, fn, tn, reduction="micro")
