import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class LanguageModelTrainer:
    def __init__(self, net, tokens, total_steps):
        self.net = net
        self.total_steps = total_steps
        self.feed = DataLoader(TensorDataset(tokens), batch_size=4, shuffle=True, num_workers=4)
        self.solver = torch.optim.AdamW(net.parameters(), lr=3e-4)

    def batch(self):
        (tokens,) = next(iter(self.feed))  # expect: TV105
        return tokens[:, :-1], tokens[:, 1:]

    def run(self):
        for step in range(self.total_steps):
            given, wanted = self.batch()
            scores = self.net(given)  # related: TV105
            loss = nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
            self.solver.zero_grad(set_to_none=True)
            loss.backward()
            self.solver.step()


net = nn.Sequential(nn.Embedding(64, 32), nn.Linear(32, 64))
LanguageModelTrainer(net, torch.randint(0, 64, (500, 17)), total_steps=2000).run()
