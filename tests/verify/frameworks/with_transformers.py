# The Trainer of transformers, with an evaluation and checkpoints.
# verdict: overfits
# held: loader
import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

torch.manual_seed(0)
m = BertForSequenceClassification(
    BertConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        num_labels=3,
    )
)
data = [
    {
        "input_ids": torch.randint(0, 50, (12,)),
        "attention_mask": torch.ones(12, dtype=torch.long),
        "labels": int(torch.randint(0, 3, ())),
    }
    for _ in range(64)
]
args = TrainingArguments(
    "out",
    per_device_train_batch_size=8,
    num_train_epochs=8,
    learning_rate=5e-3,
    use_cpu=True,
    report_to=[],
    save_strategy="epoch",
    eval_strategy="epoch",
    logging_steps=5,
)
Trainer(m, args, train_dataset=data, eval_dataset=data[:16]).train()
