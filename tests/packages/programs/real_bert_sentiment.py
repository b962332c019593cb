import torch
from torch import nn
from torch.utils.data import DataLoader
from transformers import AutoModel, AutoTokenizer, get_linear_schedule_with_warmup


class SentimentClassifier(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.bert = AutoModel.from_pretrained("bert-base-cased", return_dict=False)
        self.drop = nn.Dropout(p=0.3)
        self.out = nn.Linear(self.bert.config.hidden_size, n_classes)

    def forward(self, input_ids, attention_mask):
        _, pooled_output = self.bert(input_ids=input_ids, attention_mask=attention_mask)
        return self.out(self.drop(pooled_output))


def train_epoch(model, data_loader, loss_fn, optimizer, device, scheduler, n_examples):
    model = model.train()
    losses, correct = [], 0
    for d in data_loader:
        outputs = model(input_ids=d["input_ids"].to(device), attention_mask=d["attention_mask"].to(device))
        _, preds = torch.max(outputs, dim=1)
        loss = loss_fn(outputs, d["targets"].to(device))
        correct += torch.sum(preds == d["targets"])
        losses.append(loss.item())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
    return correct.double() / n_examples


def eval_model(model, data_loader, loss_fn, device, n_examples):
    model = model.eval()
    correct = 0
    with torch.no_grad():
        for d in data_loader:
            outputs = model(d["input_ids"].to(device), d["attention_mask"].to(device))
            _, preds = torch.max(outputs, dim=1)
            correct += torch.sum(preds == d["targets"])
    return correct.double() / n_examples


model = SentimentClassifier(3).to("cuda")
train_loader, val_loader = DataLoader(torch.load("t")), DataLoader(torch.load("v"))
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=len(train_loader) * 10)
loss_fn = nn.CrossEntropyLoss().to("cuda")
best = 0
for epoch in range(10):
    train_acc = train_epoch(model, train_loader, loss_fn, optimizer, "cuda", scheduler, 100)
    val_acc = eval_model(model, val_loader, loss_fn, "cuda", 50)
    if val_acc > best:
        torch.save(model.state_dict(), "best.bin")
        best = val_acc
