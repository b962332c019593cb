# A variational autoencoder: a reconstruction with a penalty, whose floor nobody knows.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset((torch.rand(64, 16) > 0.5).float()), batch_size=8)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(16, 8)
        self.decode = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 16))

    def forward(self, x):
        mean, log_variance = self.encode(x).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        return self.decode(z), mean, log_variance


model = Vae()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(40):
    for (x,) in loader:
        output, mean, log_variance = model(x)
        fit = F.binary_cross_entropy_with_logits(output, x, reduction="sum")
        penalty = -0.5 * (1 + log_variance - mean.pow(2) - log_variance.exp()).sum()
        optimizer.zero_grad()
        (fit + 0.1 * penalty).backward()
        optimizer.step()
