import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(20, 5)


def replaced(x, y):
    logits = net(x)
    logits = F.softmax(logits, dim=1)  # related: TV401
    return F.cross_entropy(logits, y)  # expect: TV401


def only_for_the_loss(x, y):
    out = net(x)
    probs = torch.softmax(out, dim=1)  # related: TV401
    return F.cross_entropy(probs, y)  # expect: TV401


def also_shown(x, y):
    out = net(x)
    probs = out.softmax(dim=1)  # related: TV401
    loss = F.cross_entropy(probs, y)  # expect: TV401
    print(probs.max(dim=1).values)
    return loss


def also_shown_of_a_call(x, y):
    probs = F.softmax(net(x), dim=1)  # related: TV401
    loss = F.cross_entropy(probs, y)  # expect: TV401
    print(probs[:, 0])
    return loss


def also_ranked(x, y):
    probs = F.softmax(net(x), dim=1)  # related: TV401
    right = (probs.argmax(1) == y).sum()
    return F.cross_entropy(probs, y), right  # expect: TV401


def through_shapes(x, y):
    out = net(x).softmax(dim=-1).unsqueeze(0)  # related: TV401
    out = out.squeeze(0).float().to("cpu")
    out = out.view(-1, 5)[:4].permute(0, 1)
    return F.cross_entropy(out, y)  # expect: TV401


x, y = torch.randn(4, 20), torch.randint(0, 5, (4,))
for function in (replaced, only_for_the_loss, also_shown, also_shown_of_a_call, also_ranked, through_shapes):
    function(x, y).backward() if function is not also_ranked else also_ranked(x, y)
