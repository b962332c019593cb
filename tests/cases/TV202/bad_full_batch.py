import torch
from torch import nn

x_train, y_train = torch.randn(90, 4), torch.randint(0, 3, (90,))
x_test, y_test = torch.randn(30, 4), torch.randint(0, 3, (30,))
network = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3))  # related: TV202
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=0.01)

for epoch in range(100):
    optimizer.zero_grad()
    loss = criterion(network(x_train), y_train)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        test_loss = criterion(network(x_test), y_test)  # expect: TV202
    print(epoch, loss.item(), test_loss.item())

with torch.inference_mode():
    answers = network(x_test).argmax(dim=1)  # expect: TV202
print((answers == y_test).float().mean())
