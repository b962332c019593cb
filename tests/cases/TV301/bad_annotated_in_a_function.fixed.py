def main():
    import torch
    from torch import nn
    from torch.optim import Optimizer

    def walk(legs: nn.Module, paths, pace: Optimizer):
        for path, end in paths:
            miss = nn.functional.mse_loss(legs(path), end)
            pace.zero_grad()
            miss.backward()
            pace.step()

    legs = nn.Linear(3, 1)
    walk(legs, [(torch.randn(8, 3), torch.randn(8, 1)) for _ in range(9)], torch.optim.Adam(legs.parameters()))


main()
