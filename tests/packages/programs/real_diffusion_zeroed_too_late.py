import torch
from accelerate import Accelerator
from diffusers import DDPMScheduler, UNet2DModel
from torch.nn import functional as F

accelerator = Accelerator(mixed_precision="fp16")
model = UNet2DModel(sample_size=64)
noise_scheduler = DDPMScheduler(1000)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
loader = torch.utils.data.DataLoader(torch.load("x"))
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
for epoch in range(10):
    model.train()
    for batch in loader:
        noise = torch.randn_like(batch["images"])
        steps = torch.randint(0, 1000, (batch["images"].shape[0],))
        noisy = noise_scheduler.add_noise(batch["images"], noise, steps)
        with accelerator.accumulate(model):
            pred = model(noisy, steps, return_dict=False)[0]
            loss = F.mse_loss(pred, noise)
            accelerator.backward(loss)
            optimizer.zero_grad()  # expect: TV302
            accelerator.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
