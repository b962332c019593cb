import torch
from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained("bert-base-cased", num_labels=5)  # related: TV201
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
for epoch in range(3):
    for batch in DataLoader(load_dataset("yelp_review_full")["train"], batch_size=8):
        optimizer.zero_grad()
        loss = model(**batch).loss  # expect: TV201
        loss.backward()
        optimizer.step()
