import deepspeed
import torch
from torch import nn
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
engine, _, loader, scheduler = deepspeed.initialize(args=None, model=model, model_parameters=model.parameters(), training_data=torch.load("d"), config={})
for step, batch in enumerate(loader):
    loss = engine(**batch).loss  # expect: TV201
    engine.backward(loss)
    engine.step()
    if step % 100 == 0:
        engine.eval()
        with torch.no_grad():
            print(engine(**batch).loss)
