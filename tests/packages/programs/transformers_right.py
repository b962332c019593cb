import torch
from torch.optim import AdamW
from torch.utils.data import DataLoader
from tqdm.auto import tqdm
from transformers import AutoModelForSequenceClassification, get_scheduler

train_loader = DataLoader(torch.load("train.pt"), batch_size=16, shuffle=True)
valid_loader = DataLoader(torch.load("valid.pt"), batch_size=64)
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
optimizer = AdamW(model.parameters(), lr=5e-5)
scheduler = get_scheduler("linear", optimizer=optimizer, num_warmup_steps=0, num_training_steps=300)
for epoch in range(3):
    model.train()
    for batch in tqdm(train_loader):
        outputs = model(**batch)
        loss = outputs.loss
        loss.backward()
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
    model.eval()
    for batch in valid_loader:
        with torch.no_grad():
            outputs = model(**batch)
        predictions = torch.argmax(outputs.logits, dim=-1)
        probs = torch.nn.functional.softmax(outputs.logits, dim=-1)
        print(predictions, probs, outputs.loss)
