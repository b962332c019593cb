import numpy as np
import torch
import yaml

loader = np.load("arrays.npz")
first = loader["arr_0"][0]
loader = yaml.SafeLoader("a: 1")
print(loader, first)
