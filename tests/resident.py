"""Commands in processes of their own, which are forks of one that has imported what they need (`nursery`).

A start of each would cost a second of imports; whether a command starts by itself is proved once for each elsewhere.
"""

import io
import os
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from multiprocessing import forkserver, get_context, reduction
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

_FORKS = get_context("forkserver")


def _ready() -> None:
    """Have the process that others are forks of, from the first of them on."""
    _FORKS.set_forkserver_preload(["nursery"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        forkserver.ensure_running()


@contextmanager
def resident(environment: dict[str, str]) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Give a function that runs `barometre` with some words, one command after another in one process.

    It returns the status, what was written on standard output, and on standard error.
    """
    _ready()
    here, there = _FORKS.Pipe()
    process = _FORKS.Process(target=_answer, args=(there, environment))
    process.start()
    there.close()

    def run(*words: object, given: str = "") -> tuple[int, str, str]:
        here.send(([*map(str, words)], given))
        return here.recv()

    try:
        yield run
    finally:
        here.close()
        process.join()


class Started:
    """A process that runs `barometre`, a script or some code: words as a terminal would have them."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        """Start it."""
        _ready()
        self._error = tempfile.TemporaryFile("w+")  # noqa: SIM115  (read at the end)
        end, out = os.pipe()
        self.stdout = os.fdopen(end)
        self._process = _FORKS.Process(
            target=_run, args=(words, environment, _Handed(out), _Handed(self._error.fileno()))
        )
        self._process.start()
        os.close(out)

    @property
    def returncode(self) -> int | None:
        """Its status once it has ended; that of a process killed is less than 0."""
        return self._process.exitcode

    poll = returncode.fget

    def kill(self) -> None:
        """Send SIGKILL."""
        self._process.kill()

    def communicate(self) -> tuple[str, str]:
        """Wait for its end; return the rest of its standard output, and its standard error."""
        out = self.stdout.read()
        self._process.join()
        self._error.seek(0)
        return out, self._error.read()


class _Handed:
    """A file that a process is given."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __getstate__(self) -> object:
        return reduction.DupFd(self._number)

    def __setstate__(self, handed: object) -> None:
        self._number = handed.detach()

    def becomes(self, number: int) -> None:
        """Have it under the number of a standard one."""
        os.dup2(self._number, number)
        os.close(self._number)


def _as_new(environment: dict[str, str]) -> None:
    """Make a fork one of an instance: what is read of the environment is read again, when it is first asked for."""
    from django.conf import LazySettings, empty
    from django.conf import settings as site
    from django.db import connections

    from barometre.settings import settings

    os.environ.clear()
    os.environ.update(environment)
    settings.cache_clear()
    sys.modules.pop("barometre.web.settings", None)
    before, read = vars(site._wrapped), LazySettings._setup

    def read_again(self: LazySettings, name: str | None = None) -> None:
        read(self, name)
        for one in before.keys() - vars(self._wrapped).keys():  # put there by applications
            setattr(self._wrapped, one, before[one])

    LazySettings._setup, site._wrapped = read_again, empty
    connections.__dict__.pop("settings", None)
    connections.__init__()


def _answer(pipe: Connection, environment: dict[str, str]) -> None:
    _as_new(environment)
    try:
        while True:
            pipe.send(run_command(*pipe.recv()))
    except EOFError:
        return


def _run(words: list[str], environment: dict[str, str], out: _Handed, error: _Handed) -> None:
    from barometre.cli.main import main

    _as_new(environment)
    out.becomes(1)
    error.becomes(2)
    if words[0] != sys.executable:
        sys.argv = words
        main()
    elif words[1] == "-c":
        sys.argv = words[1:2] + words[3:]
        exec(words[2], {"__name__": "__main__"})
    else:
        sys.argv = words[1:]
        runpy.run_path(words[1], run_name="__main__")


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
