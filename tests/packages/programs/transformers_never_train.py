import torch
from torch.optim import AdamW
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification, get_linear_schedule_with_warmup

train_loader = DataLoader(torch.load("train.pt"), batch_size=16, shuffle=True)
valid_loader = DataLoader(torch.load("valid.pt"), batch_size=64)
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
optimizer = AdamW(model.parameters(), lr=5e-5)
scheduler = get_linear_schedule_with_warmup(optimizer, 0, 3 * len(train_loader))
for epoch in range(3):
    for batch in train_loader:
        outputs = model(**batch)  # expect: TV201
        loss = outputs.loss
        loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
    correct = 0
    with torch.no_grad():
        for batch in valid_loader:
            logits = model(**batch).logits
            correct += (logits.argmax(-1) == batch["labels"]).sum().item()
