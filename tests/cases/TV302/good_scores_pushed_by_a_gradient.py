import torch


def train(critic, generator, loader, device):
    one = torch.FloatTensor([1]).to(device)
    net_c = critic.to(device)
    net_g = generator.to(device)
    optimizer_c = torch.optim.Adam(net_c.parameters())
    optimizer_g = torch.optim.Adam(net_g.parameters())
    for real in loader:
        net_c.zero_grad()
        noise = torch.randn(4, 100, device=device)
        fakes = net_g(noise)
        real_score = net_c(real)
        real_score.backward(-one)
        penalty = net_c(0.5 * real + 0.5 * fakes).norm()
        penalty.backward()
        optimizer_c.step()
        for p in net_c.parameters():
            p.requires_grad = False
        net_g.zero_grad()
        score = net_c(net_g(noise))
        score.backward(one)
        optimizer_g.step()
        for p in net_c.parameters():
            p.requires_grad = True
