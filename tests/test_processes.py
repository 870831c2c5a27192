"""A process lives until it has ended."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from barometre.processes import is_running


def test_this_one_and_the_first_live():
    assert is_running(os.getpid())
    assert is_running(1), "even under another user"


def test_one_that_ended_does_not():
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not is_running(child.pid) or sys.platform != "linux", "its parent did not look yet"
    child.wait()
    assert not is_running(child.pid)
    assert not is_running(2**64)


def test_a_build_under_a_small_limit_of_memory_is_one_line(instance):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))

    command = Path(sys.executable).with_name("barometre")
    done = subprocess.run([command, "build"], env=instance, capture_output=True, text=True, preexec_fn=limit)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "The limit of memory (2,147,483,648 bytes) is under" in done.stderr
