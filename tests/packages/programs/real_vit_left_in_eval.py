import evaluate
import torch
from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import ViTForImageClassification, ViTImageProcessor

processor = ViTImageProcessor.from_pretrained("google/vit-base-patch16-224-in21k")
model = ViTForImageClassification.from_pretrained(
    "google/vit-base-patch16-224-in21k", num_labels=3, hidden_dropout_prob=0.1
)
model.to("cuda")
data = load_dataset("beans").with_transform(lambda rows: processor(rows["image"], return_tensors="pt"))
train_loader = DataLoader(data["train"], batch_size=16, shuffle=True)
valid_loader = DataLoader(data["validation"], batch_size=16)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
metric = evaluate.load("accuracy")


def train_epoch():
    for batch in train_loader:
        optimizer.zero_grad()
        outputs = model(pixel_values=batch["pixel_values"], labels=batch["labels"])  # expect-hint: TV201
        outputs.loss.backward()
        optimizer.step()


def validate():
    model.eval()
    for batch in valid_loader:
        with torch.no_grad():
            logits = model(pixel_values=batch["pixel_values"]).logits
        metric.add_batch(predictions=logits.argmax(-1), references=batch["labels"])
    return metric.compute()


for epoch in range(4):
    train_epoch()
    print(validate())
