"""stdout and stderr of a kernel: flushed where there is something to flush.

ipykernel flushes both before and after each cell, and each time waits for another thread.
"""

import resource
from typing import Any

from ipykernel.iostream import OutStream


class Stream(OutStream):
    """ipykernel's own, but a flush with nothing written since the last one does nothing.

    What other programs print arrives by a thread of its own, for which the flush leaves time: once
    one has run, every flush is ipykernel's.
    """

    _unflushed = True

    def write(self, string: str) -> int | None:
        written = super().write(string)
        self._unflushed = True  # after the write: a flush in between is followed by another
        return written

    def flush(self) -> Any:
        if self._unflushed or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss:
            self._unflushed = False
            super().flush()
