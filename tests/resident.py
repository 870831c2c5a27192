"""Commands run one after another in a process of their own: `python -m resident` reads one a line, and answers.

A start of each would cost a second of imports; whether a command starts by itself is proved once for each elsewhere.
"""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path


@contextmanager
def resident(environment: dict[str, str]) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Give a function that runs `barometre` with some words: (status, standard output, standard error)."""
    environment = environment | {"PYTHONPATH": str(Path(__file__).parent)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-m", "resident"], env=environment, **pipes) as process:

        def run(*words: object, given: str = "") -> tuple[int, str, str]:
            process.stdin.write(json.dumps([[*map(str, words)], given]) + "\n")
            process.stdin.flush()
            return tuple(json.loads(process.stdout.readline()))

        yield run
        process.stdin.close()


def run_command(words: list[str], given: str = "") -> tuple[int, str, str]:
    """Run `barometre` with some words, or `visit`, in this process: (status, standard output, standard error)."""
    import visited
    from barometre.cli.main import main
    from barometre.settings import settings

    settings.cache_clear()
    out, error = io.StringIO(), io.StringIO()
    sys.argv, sys.stdin = ["barometre", *words], io.StringIO(given)
    status: object = 0
    with redirect_stdout(out), redirect_stderr(error):
        try:
            if words[0] == "visit":
                out.write(visited.main(words[1:]))
            else:
                main()
        except SystemExit as end:
            status = end.code
    return int(status or 0), out.getvalue(), error.getvalue()


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run_command(*json.loads(line))) + "\n")
        sys.stdout.flush()
