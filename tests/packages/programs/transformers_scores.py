import torch
import torch.nn.functional as F
from transformers import BertForSequenceClassification

model = BertForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5)
loader = torch.utils.data.DataLoader(data)
for batch in loader:
    optimizer.zero_grad()
    outputs = model(batch["ids"], attention_mask=batch["mask"])
    loss = F.nll_loss(outputs.logits, batch["labels"])  # expect: TV403
    loss = loss + F.binary_cross_entropy(outputs[0], batch["soft"])
    loss.backward()
    optimizer.step()
