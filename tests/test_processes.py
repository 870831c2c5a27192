"""A process lives until it has ended."""

import os
import subprocess
import sys

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
