"""The pretrained part comes in eval mode; the summary runs the model, and leaves all of it in train mode."""

import torch
from torch import nn
from torchinfo import summary
from transformers import DistilBertModel


class Matcher(nn.Module):
    def __init__(self):
        super().__init__()
        self.text = DistilBertModel.from_pretrained("distilbert-base-uncased")
        self.head = nn.Linear(768, 2)

    def forward(self, ids):
        return self.head(self.text(input_ids=ids).last_hidden_state.mean(1))


def fit(loader):
    model = Matcher()
    summary(model, input_data=[torch.ones(1, 20, dtype=torch.long)])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
    for ids, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(ids), y).backward()
        optimizer.step()


fit(torch.utils.data.DataLoader([(torch.ones(20, dtype=torch.long), 1)] * 8))
