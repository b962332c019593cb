from saving import load


def epoch(model, optimizer, loader, loss_of, scaler=None):
    model.train()
    for x, y in loader:
        loss = loss_of(model(x), y)
        if scaler is not None:
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
        else:
            loss.backward()
            optimizer.step()
        optimizer.zero_grad()


def fit(model, optimizer, loader, loss_of, resume, scheduler=None, scaler=None):
    load(model, optimizer, resume)
    for turn in range(5):
        epoch(model, optimizer, loader, loss_of, scaler)
        if scheduler is not None:
            scheduler.step()
