import torch
from torch import nn

actor, critic = nn.Linear(4, 2), nn.Linear(6, 1)
actor_optimizer = torch.optim.Adam(actor.parameters())
critic_optimizer = torch.optim.Adam(critic.parameters())

actor_optimizer.zero_grad()
for turn in range(1000):
    state = torch.randn(16, 4)
    with torch.no_grad():
        move = actor(state)
    value = critic(torch.cat([state, move], dim=1))
    critic_loss = (value - state.sum(dim=1, keepdim=True)).square().mean()
    critic_optimizer.zero_grad()
    critic_loss.backward()
    critic_optimizer.step()
    if turn % 2 == 0:
        actor_loss = -critic(torch.cat([state, actor(state)], dim=1)).mean()
        actor_loss.backward()  # expect: TV301
        actor_optimizer.step()
