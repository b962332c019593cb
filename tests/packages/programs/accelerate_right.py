import torch
import torch.nn.functional as F
from accelerate import Accelerator
from torch import nn

accelerator = Accelerator(gradient_accumulation_steps=2)
model = nn.Sequential(nn.Linear(10, 20), nn.Dropout(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
train_loader, valid_loader = torch.utils.data.DataLoader(train), torch.utils.data.DataLoader(valid)
model, optimizer, train_loader, valid_loader, scheduler = accelerator.prepare(
    model, optimizer, train_loader, valid_loader, scheduler
)


def validate():
    model.eval()
    with torch.inference_mode():
        for x, y in valid_loader:
            out = accelerator.gather_for_metrics((model(x), y))
    accelerator.unwrap_model(model).train()


for epoch in range(5):
    for x, y in train_loader:
        with accelerator.accumulate(model):
            loss = F.cross_entropy(model(x), y)
            accelerator.backward(loss)
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
    validate()
    accelerator.save_model(model, "out")
