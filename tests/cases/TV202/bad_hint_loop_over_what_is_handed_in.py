import torch


def season(net, solver, days, measure):
    net.train()
    for weather, harvest in days:
        solver.zero_grad()
        measure(net(weather), harvest).backward()
        solver.step()


def look_back(net, days, measure):
    with torch.no_grad():
        return sum(measure(net(weather), harvest) for weather, harvest in days)


def look_ahead(net, days, measure):
    distances = []
    with torch.no_grad():
        for weather, harvest in days:
            distances.append(measure(net(weather), harvest))  # expect-hint: TV202
    return distances


def years(net, solver, days, later_days, measure):
    for _ in range(9):
        season(net, solver, days, measure)
        print(look_ahead(net, later_days, measure))
