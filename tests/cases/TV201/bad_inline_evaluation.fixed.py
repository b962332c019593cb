import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main():
    ds = TensorDataset(torch.randn(256, 3, 16, 16), torch.randint(0, 2, (256,)))
    trainloader, valloader = DataLoader(ds, batch_size=16), DataLoader(ds, batch_size=64)
    cnn = nn.Sequential(
        nn.Conv2d(3, 8, 3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 2),
    )
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(cnn.parameters(), lr=1e-3)

    for epoch in range(5):
        cnn.train()
        running = 0.0
        for inputs, labels in trainloader:
            optimizer.zero_grad()
            outputs = cnn(inputs)
            loss = loss_fn(outputs, labels)
            loss.backward()
            optimizer.step()
            running += loss.item()

        # how good is it by now?
        cnn.eval()
        with torch.no_grad():
            for inputs, labels in valloader:
                outputs = cnn(inputs)
                print(loss_fn(outputs, labels).item())
        print(running)


main()
