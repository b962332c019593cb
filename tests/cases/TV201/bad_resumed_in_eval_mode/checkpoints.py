import torch

from model import Tagger


def restore(path):
    """A tagger as it was saved, ready to be used."""
    saved = torch.load(path, map_location="cpu")
    tagger = Tagger(saved["words"], saved["tags"])
    tagger.load_state_dict(saved["weights"])
    tagger.eval()  # related: TV201
    return tagger, saved["epoch"]
