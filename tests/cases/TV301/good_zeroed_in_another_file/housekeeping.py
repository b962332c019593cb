def sweep(thing):
    for group in thing.param_groups:
        for tensor in group["params"]:
            tensor.grad = None
