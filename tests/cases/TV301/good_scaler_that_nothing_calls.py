import torch


class Scaler:
    def __init__(self):
        self._inner = torch.amp.GradScaler("cuda")

    def __call__(self, loss, optimizer, clip=None, parameters=None, need_update=True):
        self._inner.scale(loss).backward()
        if need_update:
            if clip is not None:
                self._inner.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(parameters, clip)
            self._inner.step(optimizer)
            self._inner.update()
