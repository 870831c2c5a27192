"""Measure the peak memory of the observation engine, command and processes, as the number of targets grows.

    .venv/bin/python bench/observe_memory.py [targets …]

Simulated targets: most declare nothing, one in fifty a site and a mail address at a name that does not exist, so that
caches fill and negatives wait for a second look; the mail group alone, for a run of minutes. The bodies of pages,
which are bounded one by one, are the only thing not measured.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import internet  # noqa: E402  (of the tests)

SIZES = (10_000, 100_000, 1_000_000)
ONE_IN = 50
WORKERS = 2


def write_targets(path: Path, count: int) -> None:
    """Write that many simulated targets."""
    with path.open("w", encoding="utf-8") as file:
        file.write("siren,site,mail\n")
        for number in range(count):
            absent = f"https://absent-{number}.fr/,mairie@absent-{number}.fr" if number % ONE_IN == 0 else ","
            file.write(f"{number:09d},{absent}\n")


def peaks(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Return the peak megabytes of a command and of its largest process, read until it ends."""
    own = largest = 0.0
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        own = max(own, _peak(process.pid))
        try:
            pids = [int(word) for word in children.read_text().split()]
        except OSError:
            break
        largest = max([largest, *map(_peak, pids)])
        time.sleep(0.1)
    return own, largest


def _peak(pid: int) -> float:
    """Return VmHWM of a process in megabytes, 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> int:
    """Print one line per number of targets."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    table = Table("targets", "command, peak MB", "process, peak MB", "seconds", title="Memory by number of targets")
    command = [str(Path(sys.executable).parent / "barometre"), "observe", "--only", "mail"]
    for size in sizes:
        with tempfile.TemporaryDirectory() as name, internet.run(Path(name) / "net") as net:
            targets = Path(name) / "targets.csv"
            write_targets(targets, size)
            words = [*command, "--targets", str(targets), "--out", f"{name}/run", "--workers", str(WORKERS)]
            start = time.perf_counter()
            with Path(name, "log").open("wb") as log:
                process = subprocess.Popen([*words, *net.arguments()], stdout=log, stderr=log, cwd=ROOT)
                own, largest = peaks(process)
            if process.wait():
                raise RuntimeError(Path(name, "log").read_text())
            seconds = time.perf_counter() - start
            table.add_row(f"{size:,}", f"{own:.0f}", f"{largest:.0f}", f"{seconds:.0f}")
    Console(width=120).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
