import mxnet as mx
import numpy as np
import paddle
from mxnet import autograd, gluon
from torch.utils.data import DataLoader


class Gluon:
    """Gradients are written over by each backward in this library."""

    def __init__(self):
        self.net = gluon.nn.Dense(2)
        self.net.initialize()
        self.trainer = gluon.Trainer(self.net.collect_params(), "sgd", {"learning_rate": 0.1})
        self.measure = gluon.loss.SoftmaxCrossEntropyLoss()

    def fit(self, feed):
        for x, y in feed:
            with autograd.record():
                loss = self.measure(self.net(mx.nd.array(x)), mx.nd.array(y))
            loss.backward()
            self.trainer.step(len(x))


def paddle_fit(feed):
    net = paddle.nn.Linear(3, 2)
    solver = paddle.optimizer.Adam(parameters=net.parameters())
    for x, y in feed:
        loss = paddle.nn.functional.cross_entropy(net(paddle.to_tensor(x)), paddle.to_tensor(y))
        loss.backward()
        solver.step()
        solver.clear_grad()


feed = DataLoader([(np.zeros(3, "float32"), 0)] * 90, batch_size=9)
Gluon().fit(feed)
paddle_fit(feed)
