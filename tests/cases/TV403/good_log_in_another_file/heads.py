import torch.nn.functional as F


def normalize_log(scores):
    return F.log_softmax(scores, dim=-1)
