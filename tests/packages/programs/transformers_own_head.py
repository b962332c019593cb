import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer


class Classifier(nn.Module):
    def __init__(self, name="bert-base-uncased", classes=3):
        super().__init__()
        self.bert = AutoModel.from_pretrained(name)
        self.head = nn.Linear(self.bert.config.hidden_size, classes)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, input_ids, attention_mask):
        pooled = self.bert(input_ids=input_ids, attention_mask=attention_mask).pooler_output
        return self.softmax(self.head(pooled))


tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
model = Classifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
loader = torch.utils.data.DataLoader(data)
for epoch in range(3):
    model.train()
    for batch in loader:
        optimizer.zero_grad()
        out = model(batch["input_ids"], batch["attention_mask"])
        loss = nn.CrossEntropyLoss()(out, batch["labels"])  # expect: TV401
        loss.backward()
        optimizer.step()
