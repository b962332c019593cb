from fastai.learner import Learner
from fastai.losses import CrossEntropyLossFlat
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.BatchNorm1d(50), nn.Linear(50, 10))
learn = Learner(dls, model, loss_func=CrossEntropyLossFlat(), metrics=[])
learn.fit_one_cycle(3)
model.eval()
learn.fit(2)
learn.validate()
other = Learner(dls, nn.Sequential(model, nn.LogSoftmax(1)), loss_func=nn.functional.nll_loss)
other.fine_tune(2)
