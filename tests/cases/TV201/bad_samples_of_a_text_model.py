import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, 4, dropout=0.1, batch_first=True)
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        seen, _ = self.attention(x, x, x, need_weights=False)
        return self.norm(x + seen)


class Gpt(nn.Module):
    def __init__(self, letters, width=32, depth=2):
        super().__init__()
        self.embed = nn.Embedding(letters, width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.head = nn.Linear(width, letters)

    def forward(self, ids, targets=None):
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x)
        scores = self.head(x)
        if targets is None:
            return scores, None
        return scores, F.cross_entropy(scores.view(-1, scores.size(-1)), targets.view(-1))

    @torch.no_grad()
    def write(self, ids, count):
        self.eval()  # related: TV201
        for _ in range(count):
            scores, _ = self(ids)
            ids = torch.cat([ids, scores[:, -1].argmax(-1, keepdim=True)], dim=1)
        return ids


text = torch.randint(0, 50, (5000,))
gpt = Gpt(50)
solver = torch.optim.AdamW(gpt.parameters(), lr=3e-4)
for turn in range(2000):
    starts = torch.randint(0, 4900, (16,)).tolist()
    ids = torch.stack([text[s : s + 64] for s in starts])
    targets = torch.stack([text[s + 1 : s + 65] for s in starts])
    _, loss = gpt(ids, targets)  # expect: TV201
    solver.zero_grad(set_to_none=True)
    loss.backward()
    solver.step()
    if turn % 500 == 0:
        print(gpt.write(ids[:1, :8], 20).tolist())  # related: TV201
