"""Compare the ratios of the benchmarks with those written in `bench/ratios.csv`, and name what got worse.

    .venv/bin/python tools/bench_check.py [--write] [NAME …]

Each benchmark (all, or those named: `build`, `visits`…) runs once. A ratio compares a measure with a floor of the same
run, so that machines can be compared; `--write` writes down those measured here.
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

BENCH = Path(__file__).parents[1] / "bench"
WRITTEN = BENCH / "ratios.csv"
# A ratio this many times the one written down got worse: two runs on one machine differ by a quarter.
WORSE = 1.4


def read(path: Path) -> dict[str, float]:
    """Read names and ratios."""
    with path.open(encoding="utf-8", newline="") as file:
        return {name: float(ratio) for name, ratio in csv.reader(file)}


def measure(names: list[str]) -> dict[str, float]:
    """Run benchmarks, showing their tables, and return their ratios.

    Raises:
        SystemExit: one of them failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ratios.csv"
        path.touch()
        for name in names:
            done = subprocess.run([sys.executable, BENCH / f"{name}.py"], env=os.environ | {"BENCH_RATIOS": str(path)})
            if done.returncode:
                raise SystemExit(f"bench/{name}.py failed: nothing was compared")
        return read(path)


def compare(written: dict[str, float], measured: dict[str, float]) -> tuple[Table, list[str]]:
    """Return the table of both, and the names of what got worse."""
    table = Table("ratio", "written", "measured", "times")
    worse = []
    for name, ratio in measured.items():
        before = written.get(name)
        times = ratio / before if before else None
        table.add_row(name, f"{before or 0:.3g}" if before else "new", f"{ratio:.3g}", f"{times:.2f}" if times else "")
        if times and times > WORSE:
            worse.append(name)
    return table, worse


def main(arguments: list[str]) -> int:
    """Measure, compare, print; return 1 when something got worse."""
    known = sorted(path.stem for path in BENCH.glob("[a-z]*.py"))
    names = [word for word in arguments if word != "--write"] or [name for name in known if name != "observe_memory"]
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"No benchmark {', '.join(unknown)}: choose among {', '.join(known)}")
    written, measured = read(WRITTEN), measure(names)
    table, worse = compare(written, measured)
    Console().print(table)
    if "--write" in arguments:
        with WRITTEN.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows((written | measured).items())
    elif worse:
        Console().print(f"Worse than written by more than {WORSE} times: {'; '.join(worse)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
