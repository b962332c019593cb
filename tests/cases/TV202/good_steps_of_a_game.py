import torch


def play(player, game, solver, measure):
    player.train()
    for _ in range(100):
        seen = game.reset()
        with torch.no_grad():
            for _ in range(32):
                seen = game.step(player(seen))
        solver.zero_grad()
        measure(player(seen)).backward()
        solver.step()
