import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

lessons = DataLoader(TensorDataset(torch.randn(40, 4), torch.randn(40, 1)), batch_size=4)
pupil = nn.Linear(4, 1)
solver = torch.optim.SGD(pupil.parameters(), lr=0.1)
for term in range(3):
    try:
        for question, answer in lessons:
            distance = nn.functional.mse_loss(pupil(question), answer)
            solver.zero_grad()
            distance.backward()
            solver.step()
    except KeyboardInterrupt:
        print(term)
        raise
