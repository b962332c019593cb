import segmentation_models_pytorch as smp
import torch
from torch.utils.data import DataLoader
from tqdm import tqdm


class Epoch:
    def __init__(self, model, loss, stage, device="cpu"):
        self.model = model
        self.loss = loss
        self.stage = stage
        self.device = device
        self.model.to(device)
        self.loss.to(device)

    def on_epoch_start(self):
        pass

    def batch_update(self, x, y):
        raise NotImplementedError

    def run(self, loader):
        self.on_epoch_start()
        total = 0.0
        for x, y in tqdm(loader, desc=self.stage):
            loss, prediction = self.batch_update(x.to(self.device), y.to(self.device))
            total += loss.item()
        return total / len(loader)


class TrainEpoch(Epoch):
    def __init__(self, model, loss, optimizer, device="cpu"):
        super().__init__(model, loss, "train", device)
        self.optimizer = optimizer

    def on_epoch_start(self):
        self.model.train()

    def batch_update(self, x, y):
        self.optimizer.zero_grad()
        prediction = self.model(x)
        loss = self.loss(prediction, y)
        loss.backward()
        self.optimizer.step()
        return loss, prediction


class ValidEpoch(Epoch):
    def __init__(self, model, loss, device="cpu"):
        super().__init__(model, loss, "valid", device)

    def on_epoch_start(self):
        self.model.eval()

    def batch_update(self, x, y):
        with torch.no_grad():
            prediction = self.model(x)
            loss = self.loss(prediction, y)
        return loss, prediction


model = smp.FPN(encoder_name="se_resnext50_32x4d", encoder_weights="imagenet", classes=1)
loss = smp.losses.SoftBCEWithLogitsLoss()
optimizer = torch.optim.Adam([{"params": model.parameters(), "lr": 1e-4}])
train_loader = DataLoader(torch.load("train.pt"), batch_size=8, shuffle=True)
valid_loader = DataLoader(torch.load("valid.pt"), batch_size=1)
train_epoch = TrainEpoch(model, loss, optimizer)
valid_epoch = ValidEpoch(model, loss)
best = float("inf")
for i in range(40):
    train_epoch.run(train_loader)
    score = valid_epoch.run(valid_loader)
    if score < best:
        best = score
        torch.save(model, "best.pth")
    if i == 25:
        optimizer.param_groups[0]["lr"] = 1e-5
