from fastai.vision.all import *

path = untar_data(URLs.PETS)
dls = ImageDataLoaders.from_name_func(
    path, get_image_files(path), valid_pct=0.2, label_func=lambda x: x[0].isupper(), item_tfms=Resize(224)
)
learn = vision_learner(dls, resnet34, metrics=error_rate)
learn.fine_tune(1)
x, y = dls.one_batch()
learn.model.eval()
with torch.no_grad():
    preds = learn.model(x).softmax(1)
interp = ClassificationInterpretation.from_learner(learn)


def seed(learner):
    opt = torch.optim.SGD(learner.parameters(), lr=0.1)
    for x, y in dls.train:
        loss = F.cross_entropy(learner(x), y)
        loss.backward()
        opt.step()
        opt.zero_grad()


simple = nn.Sequential(nn.Linear(4, 2), nn.Sigmoid())
learn = Learner(dls, simple, loss_func=BCEWithLogitsLossFlat(), opt_func=SGD, metrics=accuracy_multi)  # expect: TV404
learn.fit(4)
