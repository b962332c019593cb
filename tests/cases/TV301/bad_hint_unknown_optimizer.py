import torch.nn.functional as F


def run_epoch(network, batches, updater):
    for x, y in batches:
        loss = F.cross_entropy(network(x), y)
        loss.backward()  # expect-hint: TV301
        updater.step()  # related: TV301
