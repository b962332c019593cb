import torch
from monai.networks.nets import DenseNet121

model = DenseNet121(spatial_dims=2, in_channels=1, out_channels=6)
optimizer = torch.optim.Adam(model.parameters(), 1e-5)
loader = torch.utils.data.DataLoader(data)
for epoch in range(4):
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(inputs), labels)  # expect: TV201
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for inputs, labels in loader:
            y_pred = model(inputs)
