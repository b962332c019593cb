import types
import torch
from torch import nn
from torchvision import models
from segmentation_models_pytorch import Unet
import timm

first = models.resnet18()
first.register_forward_hook(lambda module, given, output: output.sigmoid())
second = models.resnet18()
plain = second.forward
second.forward = lambda x: torch.sigmoid(plain(x))
third = models.vgg16()
third.classifier.add_module("last", nn.Sigmoid())
fourth = models.vgg16()
fourth.classifier = nn.Sequential(*list(fourth.classifier.children())[:-1], nn.Linear(4096, 1), nn.Sigmoid())
fifth = timm.create_model("resnet18", num_classes=1)
fifth.fc = nn.Sequential(fifth.fc, nn.Sigmoid())
sixth = Unet("resnet18")
sixth.segmentation_head[2] = nn.Sigmoid()
seventh = timm.create_model("resnet18", num_classes=0)
eighth = models.resnet18()
setattr(eighth, "fc", nn.Sequential(nn.Linear(512, 1), nn.Sigmoid()))
ninth = models.mobilenet_v2()
ninth.classifier[1] = nn.Sequential(nn.Linear(1280, 1), nn.Sigmoid())
tenth = models.resnet18()
tenth._modules["fc"] = nn.Sequential(nn.Linear(512, 1), nn.Sigmoid())
class Last(models.ResNet):
    def __init__(self):
        super().__init__(models.resnet.BasicBlock, [2, 2, 2, 2])
        self.fc = nn.Sequential(nn.Linear(512, 1), nn.Sigmoid())
eleventh = Last()
head = nn.Sequential(nn.Linear(512, 1), nn.Sigmoid())
def swap(net):
    if hasattr(net, "fc"):
        net.fc = nn.Sequential(nn.Linear(512, 1), nn.Sigmoid())
    else:
        net.classifier = nn.Sequential(nn.Linear(512, 1), nn.Sigmoid())
    return net
twelfth = swap(models.resnet34())
loader = torch.utils.data.DataLoader(torch.load("x"))
every = [first, second, third, fourth, fifth, sixth, eighth, ninth, tenth, eleventh, twelfth]
loss_function = nn.BCELoss()
optimizer = torch.optim.Adam([p for m in every for p in m.parameters()])
for x, y in loader:
    optimizer.zero_grad()
    loss = loss_function(first(x), y) + loss_function(second(x), y) + loss_function(third(x), y)
    loss = loss + loss_function(fourth(x), y) + loss_function(fifth(x), y) + loss_function(sixth(x), y)
    loss = loss + loss_function(head(seventh(x)), y) + loss_function(eighth(x), y) + loss_function(ninth(x), y)
    loss = loss + loss_function(tenth(x), y) + loss_function(eleventh(x), y) + loss_function(twelfth(x), y)
    loss.backward()
    optimizer.step()
