"""Keeps what lives long out of the way of the garbage collector.

Streamlit would collect after every run of a page, also of the fragment with which each open page
asks for news every few seconds, and go through all modules, answers and sessions of the process.
That was half of the server's work for twenty people at once. ``.streamlit/config.toml`` turns it
off, and what it was for is done here.
"""

from __future__ import annotations

import gc
import threading
import time

EVERY = 10.0  # seconds; going through everything takes about a tenth of one


class Aside:
    """What is set aside is let go of when nobody refers to it, as ever.

    What refers to itself is looked for among all that lives after the first run of a page, which
    imports much, and every `seconds`; in between, only among what has come since.
    """

    def __init__(self, seconds: float = EVERY) -> None:
        self.seconds = seconds
        self._pages: set[str] = set()
        self._due = 0.0
        self._lock = threading.Lock()

    def after(self, page: str) -> None:
        """Set aside what lives after a run of `page`, where it is time to; thread-safe."""
        if not self._lock.acquire(blocking=False):
            return  # another run is at it
        try:
            now = time.monotonic()
            if page in self._pages and now < self._due:
                return
            self._pages.add(page)
            self._due = now + self.seconds
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        finally:
            self._lock.release()
