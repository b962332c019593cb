import torch
from torch import nn
from studio import make_critic


class Painter:
    def __init__(self):
        self.hand = nn.Linear(4, 2)
        self.critic = make_critic()
        self.hand_optimizer = torch.optim.Adam(self.hand.parameters())
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters())

    def learn(self, batches):
        for canvas, praise in batches:
            verdict, stroke = self.critic.look(canvas, self.hand)
            miss = (verdict - praise).square().mean()
            self.critic_optimizer.zero_grad()
            miss.backward()
            self.critic_optimizer.step()

            worth = -self.critic.worth_of(canvas, self.hand)
            worth.backward()
            nn.utils.clip_grad_norm_(self.hand.parameters(), 1.0)
            self.hand_optimizer.zero_grad()  # expect: TV302
            self.hand_optimizer.step()


painter = Painter()
painter.learn([(torch.randn(8, 4), torch.randn(8, 1)) for _ in range(9)])
