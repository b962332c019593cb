from concurrent.futures import ThreadPoolExecutor

from torch.utils.data import DataLoader


class ThreadedLoader(DataLoader):
    def __init__(self, dataset, **options):
        super().__init__(dataset, **options)
        self.pool = ThreadPoolExecutor(max_workers=2)

    @staticmethod
    def collect(examples, indices):
        return [examples[index] for index in indices]

    def __iter__(self):
        self.order = iter(self.batch_sampler)
        for _ in range(len(self.batch_sampler)):
            indices = next(self.order)
            yield self.pool.submit(self.collect, self.dataset, indices).result()
