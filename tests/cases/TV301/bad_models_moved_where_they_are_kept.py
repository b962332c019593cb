import torch
from torch import nn


class AutoencoderTrainer:
    def __init__(self, encoder: nn.Module, decoder: nn.Module, rate=1e-3):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.encoder = encoder.to(self.device)
        self.decoder = decoder.to(self.device)
        learning = list(encoder.parameters()) + list(decoder.parameters())
        self.optimizer = torch.optim.Adam(learning, lr=rate)
        self.loss = nn.MSELoss()

    def fit(self, loader, epochs):
        for _ in range(epochs):
            for batch in loader:
                batch = batch.to(self.device)
                loss = self.loss(self.decoder(self.encoder(batch)), batch)
                loss.backward()  # expect: TV301
                self.optimizer.step()
