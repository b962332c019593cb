class Engine:
    def __init__(self, net, criterion, solver):
        self.net, self.criterion, self.solver = net, criterion, solver

    def run(self, feed, epochs):
        for _ in range(epochs):
            for x, y in feed:
                self.step(x, y)

    def step(self, x, y):
        self.solver.zero_grad()
        loss = self.criterion(self.net(x), y)  # expect: TV401  # related: TV401
        loss.backward()
        self.solver.step()
