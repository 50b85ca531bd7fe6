"""Python's sweeps for cycles of references: put off while an answer is made."""

from __future__ import annotations

import gc
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def put_off(answer: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """The same function, in whose midst no sweep begins; after it they go on, if they did before.

    An answer makes many objects and no cycle, so that a sweep in its midst finds nothing, and may
    take longer than all the rest of it.
    """

    @wraps(answer)
    def unswept(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        swept = gc.isenabled()
        gc.disable()
        try:
            return answer(*args, **kwargs)
        finally:
            if swept:
                gc.enable()

    return unswept
