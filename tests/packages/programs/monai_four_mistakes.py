import torch
from monai.data import DataLoader
from monai.inferers import sliding_window_inference
from monai.losses import DiceLoss
from monai.metrics import DiceMetric
from monai.networks.nets import UNet

model = UNet(spatial_dims=3, in_channels=1, out_channels=2, channels=(16, 32), strides=(2,), norm="batch")
loss_function = DiceLoss(to_onehot_y=True, softmax=True)
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
dice_metric = DiceMetric(include_background=False)
train_loader = DataLoader(train_ds, batch_size=2)
for epoch in range(10):
    model.train()
    for batch in train_loader:
        inputs, labels = batch["image"], batch["label"]
        outputs = torch.softmax(model(inputs), dim=1)
        loss = loss_function(outputs, labels)  # expect: TV401
        loss.backward()  # expect: TV301
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for val in val_loader:
            out = sliding_window_inference(val["image"], (96, 96, 96), 4, model)
            dice_metric(y_pred=out, y=val["label"])
    metric = dice_metric.aggregate().item()
print(train_loader[0])  # expect: TV102
