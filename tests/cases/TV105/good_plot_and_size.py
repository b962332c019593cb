import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Cnn(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.out = nn.Linear(width, classes)

    def forward(self, x):
        return self.out(torch.relu(self.conv(x)).flatten(1))


def show(feed):
    images, labels = next(iter(feed))
    for number in range(9):
        plt.subplot(3, 3, number + 1)
        plt.imshow(images[number].permute(1, 2, 0))
    plt.show()


feeds = {
    part: DataLoader(TensorDataset(torch.rand(64, 3, 8, 8), torch.randint(0, 4, (64,))), batch_size=16)
    for part in ("fit", "check")
}
for part in feeds:
    print(part, next(iter(feeds[part]))[0].shape)
show(feeds["fit"])
example, _ = next(iter(feeds["fit"]))
net = Cnn(nn.Conv2d(3, 8, 3)(example).flatten(1).shape[1], 4)
solver = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    for x, y in feeds["fit"]:
        solver.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        solver.step()
