import torch
from catalyst import dl
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
runner = dl.SupervisedRunner(input_key="features", output_key="logits", target_key="targets", loss_key="loss")
runner.train(model=model, criterion=criterion, optimizer=optimizer, loaders=loaders, num_epochs=1)  # expect: TV401
