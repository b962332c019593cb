import segmentation_models_pytorch as smp
import torch

model = smp.Unet("resnet34", encoder_weights="imagenet", in_channels=3, classes=4, activation="softmax")
loss_fn = smp.losses.DiceLoss(smp.losses.MULTICLASS_MODE, from_logits=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
loader = torch.utils.data.DataLoader(data)
for epoch in range(10):
    model.train()
    for image, mask in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(image), mask)  # expect: TV401
        loss.backward()
        optimizer.step()
