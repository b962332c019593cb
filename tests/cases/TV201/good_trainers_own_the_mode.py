import torch
from fastai.vision.all import ImageDataLoaders, resnet18, vision_learner
from ignite.engine import Events, create_supervised_evaluator, create_supervised_trainer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
data = DataLoader(TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,))), batch_size=8)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
trainer = create_supervised_trainer(net, optimizer, nn.CrossEntropyLoss())
evaluator = create_supervised_evaluator(net)


@trainer.on(Events.EPOCH_COMPLETED)
def evaluate(engine):
    evaluator.run(data)


trainer.run(data, max_epochs=5)

model = AutoModelForSequenceClassification.from_pretrained("bert-base-cased")
model.eval()
Trainer(model=model, args=TrainingArguments("out"), train_dataset=data.dataset).train()

learner = vision_learner(ImageDataLoaders.from_folder("images"), resnet18)
learner.fine_tune(1)
learner.model.eval()
learner.fit(1)
