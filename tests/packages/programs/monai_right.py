import torch
from monai.data import DataLoader
from monai.networks.nets import DenseNet121

model = DenseNet121(spatial_dims=2, in_channels=1, out_channels=6)
loss_function = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), 1e-5)
for epoch in range(4):
    model.train()
    for inputs, labels in DataLoader(train_ds, batch_size=2):
        optimizer.zero_grad()
        loss = loss_function(model(inputs), labels)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for inputs, labels in DataLoader(val_ds, batch_size=2):
            y_pred = model(inputs).softmax(1)
