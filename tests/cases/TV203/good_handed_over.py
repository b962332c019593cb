from concurrent.futures import ThreadPoolExecutor

from torch import nn

net = nn.Linear(3, 3)
with ThreadPoolExecutor() as pool:
    pool.submit(net.eval)
print(net.eval, [net.train, net.eval])
