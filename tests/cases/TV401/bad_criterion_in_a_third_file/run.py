import torch
from torch.utils.data import DataLoader, TensorDataset

from work.engine import Engine
from work.losses import LOSSES
from work.zoo import MODELS


def main():
    net = MODELS["cnn"](classes=4)
    engine = Engine(net, LOSSES.get("weighted")(torch.ones(4)), torch.optim.Adam(net.parameters()))
    data = TensorDataset(torch.rand(64, 1, 12, 12), torch.randint(0, 4, (64,)))
    engine.run(DataLoader(data, batch_size=8), epochs=3)


if __name__ == "__main__":
    main()
