"""What holds for all tests."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background so, and the programs that tests start would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
