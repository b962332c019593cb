import torch
from torch import nn
from torchvision import models


def get_model(kind):
    if kind == "m0":
        model = models.resnet18(weights=None)
    elif kind == "m1":
        model = models.resnet34(weights=None)
    elif kind == "m2":
        model = models.resnet50(weights=None)
    elif kind == "m3":
        model = models.resnet101(weights=None)
    elif kind == "m4":
        model = models.resnet152(weights=None)
    elif kind == "m5":
        model = models.resnet18(weights=None)
    elif kind == "m6":
        model = models.resnet34(weights=None)
    else:
        raise ValueError(kind)
    return model


def test(full, kind, path, image, images):
    if full:
        model = torch.load(path)
    else:
        model = get_model(kind)
        model.load_state_dict(torch.load(path))
    model = model.to("cpu")
    model.eval()
    if image:
        with torch.no_grad():
            print(model(image))
    else:
        with torch.no_grad():
            for each in images:
                print(model(each).argmax(1))
