import torch


class Agent:
    def __init__(self, model, optimizer, losses):
        self.model = model
        self.optimizer = optimizer
        self.losses = losses

    def update(self, data):
        for rows in data:
            distribution, value = self.model(rows.states)
            self.model.zero_grad()
            loss = self.losses(distribution.entropy(), value, distribution.log_prob(rows.actions))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 0.5)
            self.optimizer.step()
