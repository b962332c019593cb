import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

data = TensorDataset(torch.randn(500, 9), torch.randint(0, 2, (500, 1)).float())
loader, dev = DataLoader(data, batch_size=10, shuffle=True), DataLoader(data, batch_size=100)
mlp = nn.Sequential(nn.Linear(9, 32), nn.GELU(), nn.Dropout(0.1), nn.Linear(32, 1))
bce = nn.BCEWithLogitsLoss()
adam = torch.optim.Adam(mlp.parameters(), lr=3e-4)


def dev_loss(f):
    f.eval()
    with torch.inference_mode():
        return sum(bce(f(x), y).item() for x, y in dev)


step = 0
while step < 5000:
    for x, y in tqdm(loader):
        mlp.train()
        adam.zero_grad()
        bce(mlp(x), y).backward()
        adam.step()
        step += 1
        if step % 500 == 0:
            print(step, dev_loss(mlp))
