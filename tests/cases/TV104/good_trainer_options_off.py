import lightning as L
import torch

L.Trainer(fast_dev_run=False, overfit_batches=0.0, limit_train_batches=1.0)


def make(quick):
    return L.Trainer(fast_dev_run=quick)
