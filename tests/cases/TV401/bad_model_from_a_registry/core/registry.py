_KNOWN = {}


def register(name):
    def keep(cls):
        _KNOWN[name] = cls
        return cls

    return keep


def build(name, **options):
    if name not in _KNOWN:
        raise KeyError(f"no model is called {name}")
    return _KNOWN[name](**options)
