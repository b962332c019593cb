import torch
from torch import nn
from studio import make_critic, pull

hand = nn.Linear(4, 2)
critic = make_critic()
hand_optimizer = torch.optim.Adam(hand.parameters())
critic_optimizer = torch.optim.Adam(critic.parameters())
for _ in range(9):
    canvas = torch.randn(8, 4)
    critic.miss(canvas, hand).backward()
    critic_optimizer.step()
    critic_optimizer.zero_grad()

    critic.worth_of(canvas, hand).backward()
    norm = sum(p.grad.norm() for p in hand.parameters())
    hand_optimizer.zero_grad()
    pull(hand, norm)
    hand_optimizer.step()
