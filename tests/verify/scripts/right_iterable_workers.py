# An IterableDataset with worker processes and a collate function of its own.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

torch.manual_seed(0)


class Stream(IterableDataset):
    def __iter__(self):
        while True:
            yield torch.randn(8), int(torch.randint(0, 4, ()))


def collate(items):
    return {"x": torch.stack([x for x, _ in items]), "y": torch.tensor([y for _, y in items])}


loader = DataLoader(Stream(), batch_size=16, num_workers=2, collate_fn=collate)
model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for step, batch in enumerate(loader):
    loss = F.cross_entropy(model(batch.pop("x").mul_(2)), batch.pop("y"))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step == 150:
        break
