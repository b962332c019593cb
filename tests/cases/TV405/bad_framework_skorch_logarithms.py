import numpy as np
import torch
import torch.nn.functional as F
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from skorch import NeuralNetClassifier
from skorch.callbacks import EarlyStopping, EpochScoring, LRScheduler
from torch import nn


class ClassifierModule(nn.Module):
    def __init__(self, num_units=10, nonlin=F.relu, dropout=0.5):
        super().__init__()
        self.num_units = num_units
        self.nonlin = nonlin
        self.dense0 = nn.Linear(20, num_units)
        self.dropout = nn.Dropout(dropout)
        self.dense1 = nn.Linear(num_units, 10)
        self.output = nn.Linear(10, 2)

    def forward(self, X, **kwargs):
        X = self.nonlin(self.dense0(X))
        X = self.dropout(X)
        X = F.relu(self.dense1(X))
        return F.log_softmax(self.output(X), dim=-1)


auc = EpochScoring(scoring="roc_auc", lower_is_better=False)
net = NeuralNetClassifier(
    ClassifierModule,  # expect: TV405
    max_epochs=20,
    lr=0.1,
    optimizer=torch.optim.SGD,
    optimizer__momentum=0.9,
    iterator_train__shuffle=True,
    callbacks=[auc, EarlyStopping(patience=3), LRScheduler("CosineAnnealingLR", T_max=5)],
)
X, y = np.load("x.npy").astype(np.float32), np.load("y.npy").astype(np.int64)
pipe = Pipeline([("scale", StandardScaler()), ("net", net)])
search = GridSearchCV(
    pipe, {"net__lr": [0.01, 0.02], "net__module__num_units": [10, 20]}, cv=3, scoring="accuracy"
)
search.fit(X, y)
print(search.best_score_, search.predict_proba(X[:5]))
