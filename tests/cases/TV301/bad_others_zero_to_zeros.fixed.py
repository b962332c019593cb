import torch
from torch import nn

artist, judge = nn.Linear(3, 5), nn.Linear(5, 1)
artist_solver = torch.optim.Adam(artist.parameters())
judge_solver = torch.optim.Adam(judge.parameters())
for turn in range(100):
    real, noise = torch.randn(8, 5), torch.randn(8, 3)
    doubt = judge(artist(noise)).mean() - judge(real).mean()
    judge_solver.zero_grad(set_to_none=False)
    doubt.backward()
    judge_solver.step()

    flattery = -judge(artist(noise)).mean()
    print(turn, flattery.item())
    print(turn, doubt.item())
    artist_solver.zero_grad(set_to_none=False)
    flattery.backward()
    artist_solver.step()
