# A script that trains nothing.
# verdict: no-training-step
import torch

print(torch.ones(3).sum())
