"""Python's sweeps for cycles of references: put off while an answer is made."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def put_off() -> Iterator[None]:
    """No sweep until this is done; then again, if there were any before.

    An answer makes many objects and no cycle, so that a sweep in its midst finds nothing, and may
    take longer than all the rest of it.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()
