import torch.nn.functional as F


def teach(net, feed, shrinker, walker):
    for a, b in feed:
        miss = F.mse_loss(net(a), b)
        shrinker.scale(miss).backward()  # expect-hint: TV301
        shrinker.step(walker)
        shrinker.update()
