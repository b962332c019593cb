from fastai.callback.all import *
from fastai.data.all import *
from fastai.learner import *
from fastai.vision.all import *


class Block(Module):
    def __init__(self, ni, nf):
        self.conv = nn.Conv2d(ni, nf, 3, padding=1, stride=2)
        self.norm = nn.BatchNorm2d(nf)

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))


class SmallNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(Block(3, 32), Block(32, 64), Block(64, 128))
        self.head = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.25), nn.Linear(128, classes)
        )

    def forward(self, x):
        return torch.sigmoid(self.head(self.body(x)))


path = untar_data(URLs.IMAGENETTE_160)
block = DataBlock(
    blocks=(ImageBlock, CategoryBlock),
    get_items=get_image_files,
    splitter=GrandparentSplitter(valid_name="val"),
    get_y=parent_label,
    item_tfms=Resize(128),
    batch_tfms=aug_transforms(),
)
dls = block.dataloaders(path, bs=64)
model = SmallNet(dls.c)
learn = Learner(
    dls,
    model,  # expect: TV401
    loss_func=CrossEntropyLossFlat(),
    opt_func=ranger,
    metrics=[accuracy],
    cbs=[SaveModelCallback()],
)
learn.lr_find()
learn.fit_flat_cos(5, 3e-3)
learn.unfreeze()
learn.fit_one_cycle(3, slice(1e-5, 1e-3))
preds, targets = learn.get_preds()
model.eval()
with torch.no_grad():
    print(model(dls.one_batch()[0]).softmax(1).max())
