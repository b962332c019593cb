from torch import nn
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


class WeightedTrainer(Trainer):
    def __init__(self, *args, class_weights=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.class_weights = class_weights

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        probs = outputs.logits
        loss = nn.CrossEntropyLoss(weight=self.class_weights)(probs, labels)
        return (loss, outputs) if return_outputs else loss


model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=3)
args = TrainingArguments("out", num_train_epochs=3)
trainer = WeightedTrainer(model=model, args=args, train_dataset=train, eval_dataset=test)
trainer.train()
trainer.evaluate()
