import torch
import torch.nn.functional as F
from torchvision.models.segmentation import fcn_resnet50
from transformers import BertForSequenceClassification

model = BertForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
segmenter = fcn_resnet50()
model.train()
optimizer = torch.optim.AdamW([*model.parameters(), *segmenter.parameters()], lr=2e-5)
for batch in torch.utils.data.DataLoader(torch.load("data.pt")):
    optimizer.zero_grad()
    outputs = model(batch["ids"], attention_mask=batch["mask"])
    loss = F.nll_loss(outputs.logits, batch["labels"])  # expect: TV403
    loss = loss + F.nll_loss(segmenter(batch["image"])["out"], batch["areas"])  # expect: TV403
    loss = loss + F.nll_loss(outputs.logits.log_softmax(dim=-1), batch["labels"]) + outputs.loss
    loss.backward()
    optimizer.step()
