from torch.nn import functional as fn


def go(net, feed, rule):
    for turn in range(3):
        for x, y in feed:
            miss = fn.mse_loss(net(x), y)
            miss.backward()  # expect: TV301
            rule.step()  # related: TV301
