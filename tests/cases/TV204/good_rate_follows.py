import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.a = nn.Linear(30, 30)
        self.p = p

    def forward(self, x):
        x = F.dropout(self.a(x), 0.2 if self.training else 0.0)
        x = F.dropout(x, 0.0)
        rate = self.p if self.training else 0
        x = F.scaled_dot_product_attention(x, x, x, dropout_p=rate)
        return F.scaled_dot_product_attention(x, x, x)


Net(0.1)
