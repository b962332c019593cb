# accelerate with gradient accumulation and save_state().
# verdict: overfits
# held: loader
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from accelerate import Accelerator

torch.manual_seed(0)
a = Accelerator(cpu=True, gradient_accumulation_steps=2)
d = TensorDataset(torch.randn(96, 8), torch.randint(0, 4, (96,)))
m = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4))
o = torch.optim.Adam(m.parameters(), lr=0.02)
m, o, dl = a.prepare(m, o, DataLoader(d, 16, shuffle=True))
for e in range(5):
    for x, y in dl:
        with a.accumulate(m):
            loss = nn.functional.cross_entropy(m(x), y)
            a.backward(loss)
            o.step()
            o.zero_grad()
    a.save_state("ck")
