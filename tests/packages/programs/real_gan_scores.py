import torch
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics.image.fid import FrechetInceptionDistance
from torchvision.utils import save_image


def block(i, o):
    return [nn.Linear(i, o), nn.BatchNorm1d(o, 0.8), nn.LeakyReLU(0.2, inplace=True)]


class Generator(nn.Module):
    def __init__(self, latent=100):
        super().__init__()
        self.model = nn.Sequential(*block(latent, 128), *block(128, 256), nn.Linear(256, 784), nn.Tanh())

    def forward(self, z):
        return self.model(z).view(z.size(0), 1, 28, 28)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 256),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.3),
            nn.Linear(256, 1),
            nn.Sigmoid(),
        )

    def forward(self, image):
        return self.model(image)


generator, discriminator = Generator(), Discriminator()
adversarial_loss = nn.BCELoss()
optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
loader = DataLoader(torch.load("digits.pt"), batch_size=64, shuffle=True)
fid = FrechetInceptionDistance(feature=64)
for epoch in range(200):
    for i, (images, _) in enumerate(loader):
        valid, fake = torch.ones(images.size(0), 1), torch.zeros(images.size(0), 1)
        optimizer_g.zero_grad()
        z = torch.randn(images.size(0), 100)
        generated = generator(z)
        g_loss = adversarial_loss(discriminator(generated), valid)
        g_loss.backward()
        optimizer_g.step()
        optimizer_d.zero_grad()
        real_loss = adversarial_loss(discriminator(images), valid)
        fake_loss = adversarial_loss(discriminator(generated.detach()), fake)
        d_loss = (real_loss + fake_loss) / 2
        d_loss.backward()
        optimizer_d.step()
    generator.eval()
    with torch.no_grad():
        sample = generator(torch.randn(64, 100))
        fid.update((sample * 255).byte().repeat(1, 3, 1, 1), real=False)
        save_image(sample, f"{epoch}.png")
    generator.train()
