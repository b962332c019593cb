import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset
from tqdm.auto import tqdm


def get_lr(solver):
    for group in solver.param_groups:
        return group["lr"]


def fit_one_cycle(epochs, max_lr, model, feed, solver_class=optim.SGD):
    history = []
    solver = solver_class(model.parameters(), max_lr, weight_decay=1e-4)
    schedule = OneCycleLR(solver, max_lr, epochs=epochs, steps_per_epoch=len(feed))
    for epoch in range(epochs):
        rates = []
        for batch in tqdm(feed):
            images, labels = batch
            loss = F.cross_entropy(model(images), labels)
            loss.backward()  # expect: TV301
            solver.step()  # related: TV301
            rates.append(get_lr(solver))
            schedule.step()
        history.append({"rates": rates, "loss": loss.item()})
    return history


images = TensorDataset(torch.rand(64, 3, 8, 8), torch.randint(0, 4, (64,)))
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))
print(fit_one_cycle(8, 0.01, net, DataLoader(images, batch_size=8), optim.Adam)[-1])
