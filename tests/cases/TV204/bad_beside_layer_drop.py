"""Layers are skipped at times in training; in evaluation each of them runs, with its dropout."""

import random

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, width, rate):
        super().__init__()
        self.linear = nn.Linear(width, width)
        self.rate = rate

    def forward(self, x):
        return x + F.dropout(self.linear(x), p=self.rate)  # expect: TV204


class Encoder(nn.Module):
    def __init__(self, width=32, rate=0.1, skipped=0.1):
        super().__init__()
        self.block = Block(width, rate)
        self.skipped = skipped

    def forward(self, x):
        kept = []
        for _ in range(3):
            if self.training and random.random() < self.skipped:
                kept.append(None)
            else:
                x = self.block(x)
                kept.append(x)
        return x, kept


def train_step(encoder: Encoder, optimizer: torch.optim.Adam, x):
    loss = encoder(x)[0].sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
