# No loader: get_batch() with random indices.
# verdict: overfits
# held: random-state
import torch
from torch import nn

torch.manual_seed(0)
text = torch.randint(0, 20, (2000,))
model = nn.Sequential(
    nn.Embedding(20, 32), nn.Flatten(), nn.Linear(32 * 4, 128), nn.ReLU(), nn.Linear(128, 20)
)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)


def get_batch():
    starts = torch.randint(0, len(text) - 4, (16,))
    return torch.stack([text[i : i + 4] for i in starts]), torch.stack([text[i + 4] for i in starts])


for iteration in range(1000):
    x, y = get_batch()
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
