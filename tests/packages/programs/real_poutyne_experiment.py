import torch
from poutyne import EarlyStopping, Experiment, ReduceLROnPlateau
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision.models import resnet18

network = resnet18(weights="IMAGENET1K_V1")
network.fc = nn.Linear(network.fc.in_features, 200)
for name, parameter in network.named_parameters():
    parameter.requires_grad = name.startswith("fc.")
optimizer = optim.Adam(network.fc.parameters(), lr=5e-4, weight_decay=1e-3)
loaders = [DataLoader(torch.load(f"{part}.pt"), batch_size=32) for part in ("train", "valid", "test")]
expt = Experiment(
    "birds",
    network,
    device="cuda",
    optimizer=optimizer,
    loss_function="cross_entropy",
    batch_metrics=["accuracy"],
    epoch_metrics=["fscore_macro"],
)
expt.train(
    loaders[0],
    loaders[1],
    epochs=30,
    callbacks=[EarlyStopping(patience=3)],
    lr_schedulers=[ReduceLROnPlateau(patience=1)],
)
expt.test(loaders[2])
