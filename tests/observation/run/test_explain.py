"""`barometre observe explain`, as a person asks and reads it."""

import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("barometre")


def environment():
    return os.environ | {"BAROMETRE_OPERATOR_CONTACT": "essai@exemple.fr", "COLUMNS": "200"}


def explain(net, *arguments):
    command = [COMMAND, "observe", *arguments, *net.arguments()]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=300)


def test_every_step_is_printed_then_every_verdict(net):
    done = explain(net, "https://www.conforme-1.fr/", "--only", "web,dns")
    assert done.returncode == 0, done.stderr
    for words in ("visite http://conforme-1.fr/", "DNS AAAA www.conforme-1.fr", "certificat reconnu", "Groupe dns"):
        assert words in done.stdout
    assert "@" not in done.stdout


def test_a_site_of_this_machine_has_no_name_to_be_judged_by(net, run_here):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://localhost:{server.server_port}"
        status, said, error = run_here(
            "observe", "explain", site, "--only", "web", *net.arguments(), environment=environment()
        )
        server.shutdown()
    assert (status, error) == (0, "")
    rows = {line.split("│")[1].strip(): line.split("│")[2].strip() for line in said.splitlines() if "│" in line}
    assert (rows["rcpnt.1.3"], rows["rcpnt.1.2"], rows["rcpnt.1.5"]) == ("✓ oui", "– sans objet", "– sans objet")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("123456789", "No collectivité has the SIREN"),
        ("https://mairie", "not the address of a site"),
        ("https://www.conforme-1.fr:99999/", "port impossible"),
        ("http://localhost@169.254.169.254/", "not the address of a site"),
    ],
)
def test_what_is_neither_a_site_nor_an_authority_is_refused_in_one_line(refusal, what, words):
    assert words in refusal("observe", what)
