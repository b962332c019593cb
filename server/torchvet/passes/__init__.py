"""Which training loops were shown to fit one batch, and whether their code is still what was shown.

``keeping.keep_pass`` is to be called after a verification; ``passes.Passes`` answers a check.
"""
