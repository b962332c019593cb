import math

import torch
from accelerate import Accelerator
from accelerate.logging import get_logger
from accelerate.utils import set_seed
from datasets import load_dataset
from torch.utils.data import DataLoader
from tqdm.auto import tqdm
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    get_scheduler,
)

logger = get_logger(__name__)


def main(name="distilbert-base-uncased", epochs=3, accumulate=4):
    accelerator = Accelerator(
        gradient_accumulation_steps=accumulate, log_with="tensorboard", project_dir="logs"
    )
    set_seed(7)
    raw = load_dataset("glue", "mrpc")
    tokenizer = AutoTokenizer.from_pretrained(name)

    def encode(examples):
        return tokenizer(examples["sentence1"], examples["sentence2"], truncation=True)

    with accelerator.main_process_first():
        encoded = raw.map(encode, batched=True).rename_column("label", "labels")
    collate = DataCollatorWithPadding(tokenizer)
    train_loader = DataLoader(encoded["train"], shuffle=True, collate_fn=collate, batch_size=16)
    eval_loader = DataLoader(encoded["validation"], collate_fn=collate, batch_size=64)
    config = AutoConfig.from_pretrained(name, num_labels=2)
    model = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased", num_labels=2)
    no_decay = ["bias", "LayerNorm.weight"]
    groups = [
        {
            "params": [p for n, p in model.named_parameters() if not any(nd in n for nd in no_decay)],
            "weight_decay": 0.01,
        },
        {
            "params": [p for n, p in model.named_parameters() if any(nd in n for nd in no_decay)],
            "weight_decay": 0.0,
        },
    ]
    optimizer = torch.optim.AdamW(groups, lr=2e-5)
    steps = epochs * math.ceil(len(train_loader) / accumulate)
    scheduler = get_scheduler("linear", optimizer=optimizer, num_warmup_steps=100, num_training_steps=steps)
    model, optimizer, train_loader, eval_loader, scheduler = accelerator.prepare(
        model, optimizer, train_loader, eval_loader, scheduler
    )
    progress = tqdm(range(steps), disable=not accelerator.is_local_main_process)
    for epoch in range(epochs):
        total_loss = 0
        for batch in train_loader:
            with accelerator.accumulate(model):
                outputs = model(**batch)  # expect: TV201
                loss = outputs.loss
                total_loss += loss.detach().float()
                accelerator.backward(loss)
                optimizer.step()
                scheduler.step()
                optimizer.zero_grad()
            if accelerator.sync_gradients:
                progress.update(1)
        model.eval()
        right, seen = 0, 0
        for batch in eval_loader:
            with torch.no_grad():
                outputs = model(**batch)
            predictions = outputs.logits.argmax(dim=-1)
            predictions, references = accelerator.gather_for_metrics((predictions, batch["labels"]))
            right += (predictions == references).sum().item()
            seen += len(references)
        logger.info("epoch %s: %s", epoch, right / seen)
    accelerator.wait_for_everyone()
    accelerator.unwrap_model(model).save_pretrained("out", save_function=accelerator.save)


if __name__ == "__main__":
    main()
