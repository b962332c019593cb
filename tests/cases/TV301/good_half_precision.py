import argparse

import torch
from apex import amp
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    def __init__(self, options):
        self.kind = options.kind
        self.net = nn.Linear(5, 2).cuda()
        self.solver = torch.optim.SGD(self.net.parameters(), lr=0.1)
        self.scaler = torch.cuda.amp.GradScaler(enabled=self.kind == "native")
        if self.kind == "apex":
            self.net, self.solver = amp.initialize(self.net, self.solver, opt_level="O2")

    def backward(self, loss):
        if self.kind == "native":
            self.scaler.scale(loss).backward()
            self.scaler.unscale_(self.solver)
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            self.scaler.step(self.solver)
            self.scaler.update()
        elif self.kind == "apex":
            with amp.scale_loss(loss, self.solver) as scaled:
                scaled.backward()
            nn.utils.clip_grad_norm_(amp.master_params(self.solver), 1.0)
            self.solver.step()
        else:
            loss.backward()
            self.solver.step()

    def epoch(self, feed):
        for x, y in feed:
            self.solver.zero_grad()
            with torch.autocast("cuda", enabled=self.kind == "native"):
                loss = nn.functional.cross_entropy(self.net(x.cuda()), y.cuda())
            self.backward(loss)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=["native", "apex", "full"], default="native")
    trainer = Trainer(parser.parse_args())
    trainer.epoch(DataLoader(TensorDataset(torch.randn(50, 5), torch.randint(0, 2, (50,))), batch_size=5))
