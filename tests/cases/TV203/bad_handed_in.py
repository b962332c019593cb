import torch


def validate(net, batches, measure):
    net.eval  # expect: TV203
    with torch.no_grad():
        for x, y in batches:
            measure(net(x), y)
    net.train  # expect: TV203
