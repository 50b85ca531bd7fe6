"""Cold start against `import pydantic`, and a warm answer.

Run it from an environment that has the wheel:
python benchmarks/start_and_answer.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

QUESTION = [
    *("RU", "NO", "--nationality", "RU", "--visa", "C:IT", "--purpose", "tourism"),
    *("--mode", "car", "--plate", "RU", "--on", "2024-06-01"),
]


def cold(command: list[str], runs: int = 21) -> float:
    """The median wall time of a command, in milliseconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


def warm(runs: int = 500) -> float:
    """The median time of `check_route` in a process that has answered before, in milliseconds."""
    from borderrules import Query, Traveller, Vehicle, Visa, check_route

    query = Query(
        origin="RU",
        destination="NO",
        on="2024-06-01",
        purpose="tourism",
        traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
        vehicle=Vehicle(registered_in="RU"),
    )
    check_route(query)
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        check_route(query).verdict  # noqa: B018  # the verdict is computed when it is read
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    command = str(Path(sys.executable).with_name("check-route"))
    base = cold([sys.executable, "-c", "import pydantic"])
    start = cold([command, *QUESTION])
    print(f"import pydantic     {base:7.1f} ms")
    print(f"check-route, cold   {start:7.1f} ms  ({start / base:.2f} times; the bound is 2)")
    print(f"check_route(), warm {warm():7.2f} ms  (the bound is 2)")
