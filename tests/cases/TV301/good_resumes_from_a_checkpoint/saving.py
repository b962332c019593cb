import torch


def load(model, optimizer, path):
    saved = torch.load(path)
    model.load_state_dict(saved["m"])
    optimizer.load_state_dict(saved["o"])
