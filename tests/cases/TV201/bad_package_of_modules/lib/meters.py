class Mean:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, value, count):
        self.total += value * count
        self.count += count

    @property
    def value(self):
        return self.total / max(1, self.count)
