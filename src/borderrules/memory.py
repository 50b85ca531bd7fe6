"""What is remembered between questions: bounded, and safe for threads that answer at once."""

from __future__ import annotations

from typing import Any


def forget_older(memo: dict[Any, Any], most: int) -> None:
    """Forget the older half of what is remembered once it is too much; the newer is asked again."""
    if len(memo) >= most:
        for key in [*memo][: most // 2]:
            memo.pop(key, None)  # another thread may be forgetting it too
