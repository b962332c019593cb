from fastai.vision.all import *


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = create_body(resnet34(), n_in=3)
        self.head = nn.Linear(512, classes)

    def forward(self, x):
        return F.softmax(self.head(self.body(x).mean((2, 3))), dim=1)


dls = ImageDataLoaders.from_folder(untar_data(URLs.PETS))
learn = Learner(dls, Net(dls.c), loss_func=nn.CrossEntropyLoss(), metrics=accuracy)  # expect: TV401
learn.fine_tune(3)
