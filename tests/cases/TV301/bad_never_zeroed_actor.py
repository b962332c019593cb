import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ActorCritic:
    def __init__(self, states, actions):
        self.actor = nn.Sequential(nn.Linear(states, 32), nn.Tanh(), nn.Linear(32, actions))
        self.critic = nn.Sequential(nn.Linear(states, 32), nn.Tanh(), nn.Linear(32, 1))
        self.actor_solver = torch.optim.Adam(self.actor.parameters(), lr=3e-4)
        self.critic_solver = torch.optim.Adam(self.critic.parameters(), lr=1e-3)

    def update(self, states, actions, returns):
        values = self.critic(states).squeeze(1)
        critic_loss = nn.functional.mse_loss(values, returns)
        self.critic_solver.zero_grad()
        critic_loss.backward()
        self.critic_solver.step()
        logs = self.actor(states).log_softmax(1).gather(1, actions[:, None]).squeeze(1)
        actor_loss = -(logs * (returns - values.detach())).mean()
        actor_loss.backward()  # expect: TV301
        self.actor_solver.step()  # related: TV301


memory = TensorDataset(torch.randn(256, 8), torch.randint(0, 4, (256,)), torch.randn(256))
learner = ActorCritic(8, 4)
for states, actions, returns in DataLoader(memory, batch_size=32):
    learner.update(states, actions, returns)
