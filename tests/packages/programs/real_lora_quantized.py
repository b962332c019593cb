import bitsandbytes as bnb
import torch
from datasets import load_dataset
from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    default_data_collator,
    get_cosine_schedule_with_warmup,
)

tokenizer = AutoTokenizer.from_pretrained("facebook/opt-350m")
model = AutoModelForCausalLM.from_pretrained("facebook/opt-350m", load_in_8bit=True)
model = prepare_model_for_kbit_training(model)
model = get_peft_model(
    model, LoraConfig(r=8, lora_alpha=32, target_modules=["q_proj", "v_proj"], lora_dropout=0.05)
)
model.print_trainable_parameters()
data = load_dataset("Abirate/english_quotes", split="train").map(
    lambda row: tokenizer(row["quote"]), batched=True
)
loader = DataLoader(data, batch_size=8, shuffle=True, collate_fn=default_data_collator)
optimizer = bnb.optim.PagedAdamW8bit(model.parameters(), lr=2e-4)
scheduler = get_cosine_schedule_with_warmup(optimizer, 10, 1000)
model.train()
for epoch in range(3):
    for step, batch in enumerate(loader):
        loss = model(**batch, labels=batch["input_ids"]).loss
        loss.backward()  # expect: TV301
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.3)
        optimizer.step()
        scheduler.step()
model.eval()
with torch.no_grad():
    print(tokenizer.decode(model.generate(**tokenizer("To be", return_tensors="pt"))[0]))
