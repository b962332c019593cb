import torch


def validate(net, batches, measure):
    net.eval()
    with torch.no_grad():
        for x, y in batches:
            measure(net(x), y)
    net.train()
