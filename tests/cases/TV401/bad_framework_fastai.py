from fastai.learner import Learner
from fastai.losses import CrossEntropyLossFlat
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10), nn.Softmax(dim=1))
learn = Learner(dls, model, loss_func=CrossEntropyLossFlat())  # expect: TV401
learn.fit_one_cycle(3)
