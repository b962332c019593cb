import torch
from datasets import load_dataset
from transformers import (
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    DataCollatorForSeq2Seq,
    Seq2SeqTrainer,
    Seq2SeqTrainingArguments,
)

tokenizer = AutoTokenizer.from_pretrained("t5-small")
model = AutoModelForSeq2SeqLM.from_pretrained("t5-small")
data = load_dataset("xsum").map(
    lambda row: tokenizer(row["document"], text_target=row["summary"], truncation=True), batched=True
)
trainer = Seq2SeqTrainer(
    model=model,
    args=Seq2SeqTrainingArguments("sum", predict_with_generate=True),
    train_dataset=data["train"],
    eval_dataset=data["validation"],
    data_collator=DataCollatorForSeq2Seq(tokenizer, model=model),
)
trainer.train()
trainer.evaluate()
batch = tokenizer(["summarize: a long text"], return_tensors="pt")
with torch.no_grad():
    print(tokenizer.batch_decode(model.generate(**batch)))
