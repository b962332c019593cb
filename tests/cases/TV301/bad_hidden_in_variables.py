import torch
import torch.nn as nn
import torch.optim as optim
from torch.autograd import Variable
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        return self.fc(x)


net = Net()
if torch.cuda.is_available():
    net.cuda()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(2):
    running_loss = 0.0
    for i, data in enumerate(DataLoader(TensorDataset(torch.randn(80, 8), torch.randint(0, 3, (80,))), batch_size=8), 0):
        inputs, labels = data
        inputs, labels = Variable(inputs, requires_grad=False), Variable(labels)
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()  # expect: TV301
        optimizer.step()  # related: TV301
        running_loss += loss.data.item()
