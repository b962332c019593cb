import numpy as np
import torch
from datasets import load_dataset
from torch import nn
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    DataCollatorForTokenClassification,
    EarlyStoppingCallback,
    Trainer,
    TrainingArguments,
)

CHECKPOINT = "bert-base-cased"
tokenizer = AutoTokenizer.from_pretrained(CHECKPOINT)
data = load_dataset("conll2003")
names = data["train"].features["ner_tags"].feature.names


def align(examples):
    encoded = tokenizer(examples["tokens"], truncation=True, is_split_into_words=True)
    encoded["labels"] = [
        [-100 if word is None else tags[word] for word in encoded.word_ids(i)]
        for i, tags in enumerate(examples["ner_tags"])
    ]
    return encoded


def compute_metrics(prediction):
    logits, labels = prediction
    predicted = np.argmax(logits, axis=-1)
    kept = labels != -100
    return {"accuracy": float((predicted == labels)[kept].mean())}


class FocalTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        labels = inputs.get("labels")
        outputs = model(**inputs)
        each = nn.functional.cross_entropy(
            outputs.logits.view(-1, len(names)), labels.view(-1), reduction="none", ignore_index=-100
        )
        loss = ((1 - torch.exp(-each)) ** 2 * each).mean()
        return (loss, outputs) if return_outputs else loss


tokenized = data.map(align, batched=True, remove_columns=data["train"].column_names)
model = AutoModelForTokenClassification.from_pretrained(CHECKPOINT, num_labels=len(names))
trainer = FocalTrainer(
    model=model,
    args=TrainingArguments("ner", learning_rate=2e-5, num_train_epochs=3, eval_strategy="epoch"),
    train_dataset=tokenized["train"],
    eval_dataset=tokenized["validation"],
    data_collator=DataCollatorForTokenClassification(tokenizer),
    processing_class=tokenizer,
    compute_metrics=compute_metrics,
    callbacks=[EarlyStoppingCallback(2)],
)
trainer.train()
print(trainer.evaluate())
model.eval()
with torch.no_grad():
    scores = model(**tokenizer("Angela lives in Paris", return_tensors="pt")).logits.softmax(-1)
